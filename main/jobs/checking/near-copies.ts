/** @file Photos that are near copies of each other, for a window in which a person draws the line, and chooses which one to keep. */
import path from 'node:path'
import type { Output } from '../../../shared/contract.ts'
import type { JobContext } from '../context.ts'

/** Without photos that are set aside. @throws AppError `not-found` while the library has no photos with features; `cancelled`. */
export async function findNearCopies({
  store,
  models,
  signal,
  report,
}: Pick<JobContext, 'store' | 'models' | 'signal' | 'report'>): Promise<Output<'nearCopies'>> {
  report({ stage: 'comparing photos', done: 0, total: null })
  const model = await models.current()
  const { affinity, ids, features } = await model.space()
  const { offsets, columns } = affinity
  const input = { features, hashes: model.hashes, graph: { offsets, columns } }
  const pairs = await models.nearPairs(input, { signal, report })
  const aside = store.journal.setAside(store.labelSets.current())
  const isOpen = (_: number, pair: number): boolean =>
    !aside.has(ids[pairs.first[pair]]) && !aside.has(ids[pairs.second[pair]])
  const [first, second] = [pairs.first.filter(isOpen), pairs.second.filter(isOpen)]
  const likeness = pairs.likeness.filter(isOpen)
  const rows = [...new Set([...first, ...second])].sort((a, b) => a - b)
  const placeOf = new Map(rows.map((row, place) => [row, place]))
  const place = (row: number): number => placeOf.get(row) ?? 0
  const sizes = new Map(store.photos.presentSizes().map((size) => [size.id, size]))
  const paths = store.files.paths()
  return {
    ids: Int32Array.from(rows, (row) => ids[row]),
    names: rows.map((row) => path.basename(paths.get(ids[row]) ?? '')),
    width: Int32Array.from(rows, (row) => sizes.get(ids[row])?.width ?? 0),
    height: Int32Array.from(rows, (row) => sizes.get(ids[row])?.height ?? 0),
    first: first.map(place),
    second: second.map(place),
    likeness,
  }
}
