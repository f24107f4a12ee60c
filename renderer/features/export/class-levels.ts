/** @file The classes as levels that can be chosen one by one or with all below. Pure. */
import { isWithin } from '../../../shared/class-name.ts'

export interface CountedClass {
  readonly name: string
  /** Confirmed. */
  readonly photos: number
}

export interface ClassLevel {
  /** In full: "animals/birds". */
  readonly name: string
  /** Its own level: "birds". */
  readonly label: string
  /** 0 for the first. */
  readonly depth: number
  /** The classes that choosing it chooses: itself, where it is one, and all below. */
  readonly classes: readonly string[]
  /** Photos of all of these. */
  readonly photos: number
}

/** From top to bottom; a level that no photo has by itself stands above those that are in it. */
export function classLevels(classes: readonly CountedClass[]): ClassLevel[] {
  const names = new Set(classes.flatMap(({ name }) => withLevelsAbove(name)))
  return [...names].sort(byLevels).map((name) => {
    const within = classes.filter((each) => isWithin(each.name, name))
    const levels = name.split('/')
    return {
      name,
      label: levels.at(-1) ?? name,
      depth: levels.length - 1,
      classes: within.map((each) => each.name),
      photos: within.reduce((sum, { photos }) => sum + photos, 0),
    }
  })
}

/** How much of a level is chosen. */
export function chosenOf(level: ClassLevel, chosen: ReadonlySet<string>): 'all' | 'some' | 'none' {
  const count = level.classes.filter((name) => chosen.has(name)).length
  if (count === 0) return 'none'
  return count === level.classes.length ? 'all' : 'some'
}

/** What is chosen once a level is clicked: all of it, or nothing of it where all was. */
export function toggled(level: ClassLevel, chosen: ReadonlySet<string>): Set<string> {
  const isAll = chosenOf(level, chosen) === 'all'
  const others = [...chosen].filter((name) => !level.classes.includes(name))
  return new Set(isAll ? others : [...others, ...level.classes])
}

function withLevelsAbove(name: string): string[] {
  const levels = name.split('/')
  return levels.map((_, index) => levels.slice(0, index + 1).join('/'))
}

function byLevels(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')]
  const at = a.findIndex((level, index) => level !== b[index])
  if (at < 0 || at >= b.length) return a.length - b.length
  return a[at].localeCompare(b[at], undefined, { numeric: true })
}
