/**
 * @file Which classes photos can be dropped on, and where each stands: those used last, and below them all by name. Pure.
 *
 * [Note: Targets stay in their places] A person drops where a class was when they looked. So no class moves while a page is answered or
 * photos are dragged: new ones come to the end, and only in a pause (another page, another view, after a drop) does each go to its place.
 */
import { comparePaths } from './sort-rows.ts'

interface ClassCount {
  readonly name: string
  readonly photos: number
}

/** As many as are remembered as used last, and stand above the others. */
export const MOST_LATEST = 5
/** So few are seen at once: the latest of them need no place of their own. */
const FEW = 8

/** At once: new classes at the end. A class that is gone stays: its name is still meant. */
export function withNewTargets(targets: readonly string[], classes: readonly ClassCount[]): string[] {
  return [...targets, ...settledTargets(classes).filter((name) => !targets.includes(name))]
}

/** In a pause: all classes, by name. */
export function settledTargets(classes: readonly ClassCount[]): string[] {
  return classes.map(({ name }) => name).sort(comparePaths)
}

/** In a pause: those that stand above all others, newest first; none where all are seen at once. */
export function latestTargets(latest: readonly string[], classes: readonly ClassCount[]): string[] {
  const names = new Set(classes.map(({ name }) => name))
  return names.size <= FEW ? [] : latest.filter((name) => names.has(name)).slice(0, MOST_LATEST)
}

/** The classes that got photos since, first; then those that did before. */
export function latestClasses(
  latest: readonly string[],
  before: ReadonlyMap<string, number>,
  classes: readonly ClassCount[],
): string[] {
  const grown = classes.filter(({ name, photos }) => photos > (before.get(name) ?? 0)).map(({ name }) => name)
  // More than are shown: those that are gone make way.
  return [...new Set([...grown, ...latest])].slice(0, 4 * MOST_LATEST)
}
