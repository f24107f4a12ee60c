/**
 * @file Which classes photos can be dropped on, and where each stands. Pure.
 *
 * [Note: Targets stay in their places] A person drops where a class was when they looked. So no class ever moves while photos can be
 * dropped: new ones come to the end, and only in a pause (another page, another view) do unused ones make way, each for
 * one that takes its place.
 */

interface ClassCount {
  readonly name: string
  readonly photos: number
}

/** More are found by typing. */
export const MOST_TARGETS = 16

/** At once: new classes at the end, while there is room. A class that is gone stays: its name is still meant. */
export function withNewTargets(
  targets: readonly string[],
  classes: readonly ClassCount[],
  latest: readonly string[],
): string[] {
  const others = wantedTargets(classes, latest).filter((name) => !targets.includes(name))
  return [...targets, ...others].slice(0, Math.max(targets.length, MOST_TARGETS))
}

/** In a pause: the classes that were used last, then the largest ones. */
export function settledTargets(
  targets: readonly string[],
  classes: readonly ClassCount[],
  latest: readonly string[],
): string[] {
  const wanted = wantedTargets(classes, latest)
  const others = wanted.filter((name) => !targets.includes(name))
  const kept = targets.flatMap((name) => (wanted.includes(name) ? [name] : others.splice(0, 1)))
  return [...kept, ...others]
}

function wantedTargets(classes: readonly ClassCount[], latest: readonly string[]): string[] {
  const names = new Set(classes.map(({ name }) => name))
  const largest = [...classes].sort((a, b) => b.photos - a.photos || a.name.localeCompare(b.name))
  return [
    ...new Set([...latest.filter((name) => names.has(name)), ...largest.map(({ name }) => name)]),
  ].slice(0, MOST_TARGETS)
}

/** The classes that got photos since, first; then those that did before. */
export function latestClasses(
  latest: readonly string[],
  before: ReadonlyMap<string, number>,
  classes: readonly ClassCount[],
): string[] {
  const grown = classes.filter(({ name, photos }) => photos > (before.get(name) ?? 0)).map(({ name }) => name)
  return [...new Set([...grown, ...latest])].slice(0, MOST_TARGETS)
}
