/** @file Scans the folders of an index run, and stores at once what needs no reading: what is gone, back, or out of reach. */
import path from 'node:path'
import type { UnreadableFile } from '../../../shared/contract/photos.ts'
import { type PlainSentence, sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { scan, type Scan } from '../../ingest/scan.ts'
import type { KnownPlace, NewFile, Root, Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { compareScan, isBelow, type FileToRead, type Known } from './compare-folders.ts'
import { storeAlone } from './one-file.ts'
import type { Target, Targets } from './roots.ts'

export interface FoundChanges {
  readonly toRead: FileToRead[]
  /** Folders and files that the library could not take a note of. */
  readonly problems: UnreadableFile[]
  /** Absolute paths; they are not read. */
  readonly videos: string[]
  readonly notices: PlainSentence[]
}

/** So many names of folders stand in a notice. */
const NAMED_FOLDERS = 3

/** @param readAll every file is to be read, whatever its times say. */
export async function findChanges(
  { store, signal, report, growing }: JobContext,
  { targets, absent }: Targets,
  readAll: boolean,
): Promise<FoundChanges> {
  const changes: FoundChanges = { toRead: [], problems: [], videos: [], notices: [] }
  for (const root of absent)
    reportAway(changes, root, sentence('folder-away'), sentence('notice-folder-away', { folder: root.path }))
  const outdated = store.photos.outdated()
  const addedAt = addedTimes(store)
  const leftOut: string[] = []
  let found = 0
  for (const target of targets) {
    const result = await scan(target.root.path, {
      below: target.below,
      exclude: target.exclude,
      signal,
      report: (count) => {
        report({ stage: 'looking for photos', done: found + count, total: null })
      },
    })
    found += result.files.length
    for (const film of result.films) changes.videos.push(path.join(target.root.path, film))
    for (const folder of result.leftOut) leftOut.push(path.join(target.root.path, folder))
    const rows = store.files.known(target.root.id)
    if (isPerhapsAway(target, result, rows)) {
      const folder = target.root.path
      reportAway(changes, target.root, sentence('folder-empty'), sentence('notice-folder-empty', { folder }))
    } else {
      const all: Known['all'] = ({ relativePath }) => store.files.at(target.root.id, relativePath)
      const known = { rows, all, isOutdated: (photo: number) => outdated.has(photo), addedAt }
      storeChanges(store, target, { result, known, readAll, growing }, changes)
    }
  }
  const films = changes.videos.length
  if (films > 0) changes.notices.push(sentence('notice-films', { count: films }))
  if (leftOut.length > 0) changes.notices.push(leftOutNotice(leftOut))
  return changes
}

function reportAway(changes: FoundChanges, root: Root, reason: Sentence, notice: Sentence): void {
  changes.problems.push({ path: root.path, reason })
  changes.notices.push(notice)
}

/** A folder with photos that is empty now may be where a drive is mounted that is not connected. */
function isPerhapsAway(target: Target, { isEmpty }: Scan, rows: readonly KnownPlace[]): boolean {
  if (!isEmpty) return false
  return rows.some((row) => row.photoId !== null && !row.missing && isBelow(row.relativePath, target.below))
}

interface Compared {
  readonly result: Scan
  readonly known: Known
  readonly readAll: boolean
  readonly growing: JobContext['growing']
}

function storeChanges(
  store: Store,
  target: Target,
  { result, known, readAll, growing }: Compared,
  changes: FoundChanges,
): void {
  const compared = compareScan(target, result, known, readAll)
  store.transaction(() => {
    for (const row of [...compared.restored, ...compared.unreadable]) {
      const reason = putAlone(store, row)
      if (reason !== undefined) {
        changes.problems.push({ path: path.join(target.root.path, row.relativePath), reason })
      }
    }
    store.files.markMissing(compared.missing)
    store.files.remove(compared.forgotten)
  })
  for (const file of compared.toRead) if (growing?.has(file) !== true) changes.toRead.push(file)
}

function putAlone(store: Store, row: NewFile): Sentence | undefined {
  return storeAlone(store, () => {
    store.files.put([row])
  })
}

/** Asked only for places of a library of an earlier version, so the photos are not read before. */
function addedTimes(store: Store): Known['addedAt'] {
  let times: Map<number, number> | undefined
  return (photo) => {
    times ??= new Map(store.photos.present().map(({ id, addedAt }) => [id, addedAt]))
    return times.get(photo)
  }
}

function leftOutNotice(folders: readonly string[]): Sentence {
  const named = folders.slice(0, NAMED_FOLDERS).join(', ')
  return folders.length <= NAMED_FOLDERS
    ? sentence('notice-left-out', { count: folders.length, folders: named })
    : sentence('notice-left-out-more', { count: folders.length, folders: named })
}
