/** @file Divides the rows of an export into the parts of a data set, and remembers who was where. */
import { PARTS, type Split } from '../../../shared/contract/split.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { tally } from '../../math/statistics.ts'
import { findStacks } from '../similarity/find-stacks.ts'
import { assignParts } from './assign-parts.ts'
import type { ExportContext } from './formats/format.ts'
import { pictureKey, type ExportRow } from './rows.ts'

/**
 * Photos of one stack stay together ([Note: a split]).
 * @param isKept whether the parts are the same in the next export of this split; in a preview they are not stored
 */
export async function splitRows(
  { store, models }: Pick<ExportContext, 'store' | 'models'>,
  rows: readonly ExportRow[],
  split: Split,
  isKept: boolean,
): Promise<ExportRow[]> {
  const name = nameOf(split)
  const { ids, stackOf } = await findStacks({ models })
  const stacks = new Map<PhotoId, PhotoId>([...ids].map((id, index) => [id, stackOf[index]]))
  const items = rows.map((row) => ({
    photo: row.photo,
    key: pictureKey(store.photos.get(row.photo), row),
    class: row.class,
    group: stacks.get(row.photo) ?? row.photo,
  }))
  const parts = assignParts(items, split, store.splits.parts(name))
  if (isKept && !store.isReadOnly) store.splits.put(name, parts)
  return rows.map((row) => ({ ...row, part: parts.get(row.photo) ?? null }))
}

/** How many photos are in each part, and whether every class is in each. */
export function notesOfSplit(rows: readonly ExportRow[], split: Split): Sentence[] {
  const photos = tally(rows.map(({ part }) => part))
  const [train, validation, test] = PARTS.map((part) => photos.get(part) ?? 0)
  const wanted = PARTS.filter((part) => split[part] !== 0)
  const lacking = [...Map.groupBy(rows, (row) => row.class).values()].filter((ofClass) => {
    const parts = new Set(ofClass.map(({ part }) => part))
    return wanted.some((part) => !parts.has(part))
  })
  return [
    sentence('export-split', { train, validation, test }),
    ...(lacking.length === 0 ? [] : [sentence('export-split-lacks', { count: lacking.length })]),
  ]
}

function nameOf({ train, validation, test, seed }: Split): string {
  return `${train ?? 'rest'}/${validation}/${test}/${seed}`
}
