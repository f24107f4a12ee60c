/** @file The true class of every photo, for `evaluate`, `simulate` and `compare`: from folder names, a CSV file or the labels. */
import path from 'node:path'
import type { Truth as TruthSource } from '../../shared/contract/measures.ts'
import { ClassName } from '../../shared/domain.ts'
import type { PhotoId } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { Store } from '../store/store.ts'
import { placeIn } from '../files/place-in.ts'
import { FolderClasses } from '../jobs/labels/folder-classes.ts'
import { readLabelFile } from '../jobs/labels/label-file.ts'
import { isAmbiguous, Locator } from '../jobs/labels/locate.ts'

export interface PhotoTruth {
  /** Present photos with exactly one true class, by photo id. */
  readonly classOf: Map<PhotoId, string>
  /** Present photos without a truth: in two class folders, under two classes in the file, or not in it. */
  readonly leftOut: number
}

/**
 * @throws AppError `not-found` or `bad-input` for a CSV file that cannot be read, naming its line; `bad-input` when not one
 *   photo has a truth.
 */
export async function readTruth(store: Store, source: TruthSource): Promise<PhotoTruth> {
  const classes = await classesFrom(store, source)
  const classOf = new Map<PhotoId, string>()
  let leftOut = 0
  for (const photo of store.photos.presentIds()) {
    const names = [...(classes.get(photo) ?? [])]
    if (names.length === 1) classOf.set(photo, names[0])
    else leftOut += 1
  }
  if (classOf.size === 0) {
    throw new AppError('bad-input', sentence(`no-truth-in-${source.kind}`))
  }
  return { classOf, leftOut }
}

function classesFrom(
  store: Store,
  source: TruthSource,
): Map<PhotoId, Set<string>> | Promise<Map<PhotoId, Set<string>>> {
  if (source.kind === 'folders') return folderClasses(store)
  if (source.kind === 'csv') return csvClasses(store, source)
  const labels = store.journal.labels(store.labelSets.current())
  return new Map([...labels].map(([photo, id]) => [photo, new Set([store.classes.name(id)])]))
}

/** For each photo the names of the folders that it is in; for a folder that Twinsort exported, its class. */
async function folderClasses(store: Store): Promise<Map<PhotoId, Set<string>>> {
  const classes = new Map<PhotoId, Set<string>>()
  const reader = new FolderClasses()
  for (const root of store.files.origins()) {
    for (const { photoId, relativePath, missing } of store.files.under(root.id)) {
      if (photoId === null || missing) continue
      const folder = path.dirname(placeIn(root.path, relativePath))
      const name = ClassName.safeParse(await reader.classOf(folder))
      if (name.success) add(classes, photoId, name.data)
    }
  }
  return classes
}

/** Rows of photos that are not in the library are ignored. */
async function csvClasses(
  store: Store,
  { file, encoding }: Extract<TruthSource, { kind: 'csv' }>,
): Promise<Map<PhotoId, Set<string>>> {
  const classes = new Map<PhotoId, Set<string>>()
  const roots = store.files.roots().map((root) => root.path)
  const byPath = new Locator(store, [path.dirname(path.resolve(file)), ...roots])
  const byRoot = new Locator(store, roots)
  for (const row of await readLabelFile(file, encoding)) {
    const atPath = await byPath.locate(row.path)
    const found =
      atPath.kind === 'unknown' && row.relative !== '' ? await byRoot.locate(row.relative) : atPath
    if (found.kind === 'ambiguous') throw isAmbiguous(row.path, found.candidates)
    if (found.kind === 'photo') add(classes, found.photo, row.class)
  }
  return classes
}

function add(classes: Map<PhotoId, Set<string>>, photo: PhotoId, name: string): void {
  classes.set(photo, (classes.get(photo) ?? new Set()).add(name))
}
