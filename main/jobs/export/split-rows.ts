/** @file Divides the rows of an export into the parts of a data set, and remembers who was where. */
import { PARTS, type Part, type Split } from '../../../shared/contract/split.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { assignParts } from './assign-parts.ts'
import type { ExportContext } from './formats/format.ts'
import type { ExportRow } from './rows.ts'

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
  const stackOf = await stacksOf(models)
  const hashes = new Map(store.photos.present().map(({ id, contentHash }) => [id, contentHash]))
  const items = rows.map((row) => ({
    photo: row.photo,
    key: hashes.get(row.photo) ?? String(row.photo),
    class: row.class,
    group: stackOf.get(row.photo) ?? row.photo,
  }))
  const parts = assignParts(items, split, store.splits.parts(name))
  if (isKept && !store.isReadOnly) store.splits.put(name, parts)
  return rows.map((row) => ({ ...row, part: parts.get(row.photo) ?? null }))
}

/** How many photos are in each part, and whether every class is in each. */
export function notesOfSplit(rows: readonly ExportRow[], split: Split): Sentence[] {
  const inPart = (part: Part): ExportRow[] => rows.filter((row) => row.part === part)
  const [train, validation, test] = PARTS.map((part) => inPart(part).length)
  const classes = new Set(rows.map((row) => row.class))
  const wanted = PARTS.filter((part) => split[part] !== 0)
  const lacking = [...classes].filter((name) =>
    wanted.some((part) => !inPart(part).some((row) => row.class === name)),
  )
  return [
    sentence('export-split', { train, validation, test }),
    ...(lacking.length === 0 ? [] : [sentence('export-split-lacks', { count: lacking.length })]),
  ]
}

function nameOf({ train, validation, test, seed }: Split): string {
  return `${train ?? 'rest'}/${validation}/${test}/${seed}`
}

/** The stack of each photo, by the id of its first one. */
async function stacksOf(models: ExportContext['models']): Promise<Map<number, number>> {
  const model = await models.current()
  if (model.ids.length === 0) return new Map()
  const { ids, stacks } = await model.space()
  return new Map(ids.map((id, index) => [id, ids[stacks[index]]]))
}
