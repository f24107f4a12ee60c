/** @file What an export writes: one row for each photo, confirmed labels first, then suggestions where they are wanted. */
import path from 'node:path'
import type { Output } from '../../shared/contract.ts'
import type { PhotoId } from '../../shared/domain.ts'
import { say } from '../../shared/sentences/sentence.ts'
import type { FileRow, Store } from '../store/store.ts'

export interface ExportRow {
  photo: PhotoId
  /** Absolute path of the first place where the photo is present. */
  path: string
  class: string
  state: 'confirmed' | 'suggested'
  /** 1 for what a person confirmed. */
  probability: number
  /** The head that suggested it. */
  head: number | null
}

export type Skipped = Output<'export'>['skipped']
/** The likeliest class of a photo without a label. */
export type Suggested = Omit<ExportRow, 'path' | 'state'>

/** Rows by path within each state; labelled photos that are missing are skipped with their last path. */
export function exportRows(
  store: Store,
  suggestions: readonly Suggested[],
): { rows: ExportRow[]; skipped: Skipped } {
  const labelSet = store.labelSets.default()
  const paths = store.files.paths()
  const labels = store.journal.labels(labelSet)
  const names = store.classes.names(labelSet)
  const confirmed: ExportRow[] = []
  const missing = new Set<PhotoId>()
  for (const [photo, classId] of labels) {
    const location = paths.get(photo)
    const name = names.get(classId) ?? store.classes.name(classId)
    if (location === undefined) missing.add(photo)
    else
      confirmed.push({ photo, path: location, class: name, state: 'confirmed', probability: 1, head: null })
  }
  const suggested = suggestions.flatMap(({ photo, class: name, probability, head }): ExportRow[] => {
    const location = paths.get(photo)
    if (location === undefined || labels.has(photo)) return []
    return [{ photo, path: location, class: name, state: 'suggested', probability, head }]
  })
  return { rows: [...byPath(confirmed), ...byPath(suggested)], skipped: missingFiles(store, missing) }
}

function byPath<T extends { path: string }>(rows: T[]): T[] {
  return rows.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function missingFiles(store: Store, photos: ReadonlySet<PhotoId>): Skipped {
  if (photos.size === 0) return []
  const isWanted = ({ photoId, missing }: FileRow) => missing && photoId !== null && photos.has(photoId)
  return store.files.roots().flatMap((root) =>
    store.files
      .under(root.id)
      .filter(isWanted)
      .map((file) => ({ path: path.join(root.path, file.relativePath), reason: say('skipped-missing') })),
  )
}
