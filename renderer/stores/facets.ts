/** @file How many photos each further choice of a filter would show, given its other parts. Pure. */
import type { PhotoFilter } from './photo-filter.ts'
import { countSetAside, SetAsideAs } from '../../shared/set-aside.ts'
import { passes, percentOf, testsOf, type KnownPhotos } from './photo-tests.ts'
import { flawed, MEASURES, QUALITY_KINDS, type QualityKind } from './quality-kinds.ts'
import type { Folder } from './row-facts.ts'
import { comparePaths } from './sort-rows.ts'

export interface CountedChoice {
  readonly key: string
  readonly label: string
  readonly count: number
  readonly depth: number
}

/** Cameras of the photos, by name. */
export function cameraChoices(known: KnownPhotos, filter: PhotoFilter): CountedChoice[] {
  const { facts } = known
  if (facts === undefined) return []
  const counts = new Int32Array(facts.cameras.length)
  const rows = matchingRows(known, filter, 'cameras')
  for (const row of rows) if (facts.cameraOf[row] >= 0) counts[facts.cameraOf[row]] += 1
  return facts.cameras
    .map((name, camera) => ({ key: name, label: name, count: counts[camera], depth: 0 }))
    .sort(byLabel)
}

/** Folders with photos in them or below, each before those that it holds; a photo counts once in each. */
export function folderChoices(known: KnownPhotos, filter: PhotoFilter): CountedChoice[] {
  const { facts } = known
  if (facts === undefined) return []
  const { folders, folderOf, firstPlace } = facts
  const counts = new Int32Array(folders.length)
  const countedFor = new Int32Array(folders.length).fill(-1)
  for (const row of matchingRows(known, filter, 'folders'))
    for (let place = firstPlace[row]; place < firstPlace[row + 1]; place += 1)
      for (let at: number | undefined = folderOf[place]; at !== undefined; at = folders[at].parent) {
        if (countedFor[at] === row) break // and so are those above it
        countedFor[at] = row
        counts[at] += 1
      }
  return folders
    .map(({ key, label, depth }: Folder, at) => ({ key, label, depth, count: counts[at] }))
    .sort(byLabel)
}

/** How many photos are set aside as each. */
export function asideCounts(known: KnownPhotos, filter: PhotoFilter): Record<SetAsideAs, number> {
  const counts = countSetAside([])
  const { setAside } = known.columns
  for (const row of matchingRows(known, filter, 'asides'))
    if (setAside[row] > 0) counts[SetAsideAs.options[setAside[row] - 1]] += 1
  return counts
}

/** How many photos have each flaw, by the line that is chosen for it, or else the usual one. */
export function flawCounts(known: KnownPhotos, filter: PhotoFilter): Record<QualityKind, number> {
  const counts = { blurred: 0, dark: 0, bright: 0, screen: 0, small: 0, long: 0 }
  const { quality } = known
  if (quality === undefined) return counts
  const tests = QUALITY_KINDS.map((kind) => {
    const line = filter.flaws.find((flaw) => flaw.kind === kind)?.line ?? MEASURES[kind].usual
    return [kind, flawed(quality.measured, { kind, line })] as const
  })
  for (const row of matchingRows(known, filter, 'flaws')) {
    const place = quality.placeOf[row]
    if (place >= 0) for (const [kind, test] of tests) if (test(place)) counts[kind] += 1
  }
  return counts
}

/** How many suggestions are that sure, in percent from 0 to 100. */
export function surenessCounts(known: KnownPhotos, filter: PhotoFilter): Int32Array {
  const { classOf, confirmed, probability } = known.columns
  const counts = new Int32Array(101)
  for (const row of matchingRows(known, filter, 'sure'))
    if (confirmed[row] === 0 && classOf[row] >= 0) counts[percentOf(probability[row])] += 1
  return counts
}

/** When the first and the last photo was taken, in milliseconds; undefined where no time is known. */
export function timeSpan({ facts }: KnownPhotos): { first: number; last: number } | undefined {
  let [first, last] = [Infinity, -Infinity]
  for (const time of facts?.takenAt ?? []) {
    if (time < first) first = time
    if (time > last) last = time
  }
  return first <= last ? { first, last } : undefined
}

function* matchingRows(
  known: KnownPhotos,
  filter: PhotoFilter,
  except: 'cameras' | 'folders' | 'sure' | 'asides' | 'flaws',
): IterableIterator<number> {
  const tests = testsOf(known, filter, except)
  const found = filter.found === null ? undefined : new Set(filter.found.photos)
  const { ids } = known.columns
  for (let row = 0; row < ids.length; row += 1)
    if ((found === undefined || found.has(ids[row])) && passes(tests, row)) yield row
}

function byLabel(a: CountedChoice, b: CountedChoice): number {
  return comparePaths(a.label, b.label)
}
