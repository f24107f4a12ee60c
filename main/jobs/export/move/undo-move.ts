/**
 * @file Puts moved files back, also of a move that was interrupted, or of an undo that was. A file that stands in the way is never
 * written over, and one that is no longer the same stays where it is.
 */
import { chmod, rmdir, utimes } from 'node:fs/promises'
import path from 'node:path'
import { throwIfCancelled } from '../../../../shared/errors.ts'
import { sentence, type PlainSentence } from '../../../../shared/sentences/sentence.ts'
import { isInside } from '../../../ingest/scan.ts'
import type { Store } from '../../../store/store.ts'
import type { JobContext } from '../../context.ts'
import { cannotWrite, makeFolder } from '../write-target.ts'
import { flushFolders, hashOf, isSameFile, looksOf, placeAt, removeIfThere } from './carry.ts'
import { BATCH } from './move-files.ts'
import { MoveJournal, readMoves, type MovedFile, type MoveRecord, type MoveState } from './move-journal.ts'
import { followFiles, noteTimes } from './places.ts'

export interface Undone {
  back: number
  readonly left: { readonly path: string; readonly reason: PlainSentence }[]
}

/** Whatever a move that was interrupted left half done is taken back, so that no file is at two places. */
export async function settleInterrupted(store: Store, library: string): Promise<void> {
  for (const record of await readMoves(library)) {
    const open = filesIn(record, ['begun', 'placed'])
    const journal = MoveJournal.of(library, record)
    for (const { file, state } of open) await journal.step(await settle(store, file, state), [file])
  }
}

/** @returns what has become of it */
async function settle(store: Store, file: MovedFile, state: MoveState): Promise<'done' | 'back'> {
  const { from, to, unfinished, hash } = file
  if ((await looksOf(from)) === undefined && (await looksOf(to)) !== undefined) return 'done'
  const isOurs =
    (await isSameFile(from, to)) ||
    (await isSameFile(unfinished, to)) ||
    (state === 'placed' && (await hashIfThere(to)) === hash)
  if (isOurs && (await hashIfThere(from)) === hash) {
    await followFiles(store, [{ from: to, to: from }])
    await removeIfThere(to)
  }
  await removeIfThere(unfinished)
  return 'back'
}

export function filesIn(
  { files }: Pick<MoveRecord, 'files'>,
  states: readonly MoveState[],
): { file: MovedFile; state: MoveState }[] {
  return [...files.values()].filter(({ state }) => states.includes(state))
}

/** @param record as it was read after `settleInterrupted`. @param dryRun changes nothing */
export async function undoMove(
  { store, signal, report }: Pick<JobContext, 'store' | 'signal' | 'report'>,
  record: MoveRecord,
  { library, dryRun }: { library: string; dryRun: boolean },
): Promise<Undone> {
  const journal = MoveJournal.of(library, record)
  const files = filesIn(record, ['done'])
    .map(({ file }) => file)
    .toReversed()
  const undone: Undone = { back: 0, left: [] }
  for (let start = 0; start < files.length; start += BATCH) {
    throwIfCancelled(signal)
    const batch = files.slice(start, start + BATCH)
    const ready: MovedFile[] = []
    for (const file of batch) {
      const reason = (await whyNot(file)) ?? (dryRun ? undefined : await placeBack(file))
      if (reason === undefined) ready.push(file)
      else undone.left.push({ path: file.to, reason })
    }
    undone.back += ready.length
    if (!dryRun) await leave(store, journal, ready)
    report({ stage: 'writing files', done: Math.min(files.length, start + BATCH), total: files.length })
  }
  if (dryRun) return undone
  await removeEmpty(files, record.out)
  if (record.isNewFolder) forgetFolder(store, record.out)
  return undone
}

/** The library reads the folder no longer, unless something else of it lies there by now. */
function forgetFolder(store: Store, out: string): void {
  const root = store.files.roots().find((each) => each.path === out)
  if (root !== undefined && store.files.under(root.id).length === 0) store.files.removeRoot(root.id)
}

async function whyNot({ from, to, hash }: MovedFile): Promise<PlainSentence | undefined> {
  const there = await hashIfThere(to)
  if (there === undefined) return sentence('move-gone', { file: to })
  if (there !== hash) return sentence('move-changed', { file: to })
  const inTheWay = await looksOf(from)
  // An undo that was interrupted put it there.
  if (inTheWay === undefined || (await hashIfThere(from)) === hash) return undefined
  return sentence('move-in-the-way', { file: from })
}

async function placeBack(file: MovedFile): Promise<PlainSentence | undefined> {
  const { from, to, modifiedNs, accessedNs, mode } = file
  const unfinished = path.join(path.dirname(from), path.basename(file.unfinished))
  try {
    await makeFolder(path.dirname(from))
    await removeIfThere(unfinished) // of an undo that was interrupted
    if ((await looksOf(from)) === undefined) await placeAt({ from: to, to: from, unfinished }, file)
    await removeIfThere(unfinished)
    const found = await looksOf(from)
    if (found !== undefined && String(found.mtimeNs) !== modifiedNs)
      await utimes(from, Number(accessedNs) / 1e9, Number(modifiedNs) / 1e9)
    if (found !== undefined && Number(found.mode) !== mode) await chmod(from, mode & 0o7777)
    return undefined
  } catch (thrown) {
    await removeIfThere(unfinished).catch(() => undefined)
    const error = await cannotWrite(from, thrown)
    if (error.code === 'disk-full') throw error
    return error.asSentence
  }
}

/** They stand at their old places; now the new ones go. */
async function leave(store: Store, journal: MoveJournal, files: readonly MovedFile[]): Promise<void> {
  await flushFolders(files.map(({ from }) => from))
  await followFiles(
    store,
    files.map(({ from, to }) => ({ from: to, to: from })),
  )
  for (const { to } of files) await removeIfThere(to)
  await journal.step('back', files)
  await noteTimes(
    store,
    files.map(({ from }) => from),
  )
}

/** Folders of classes that hold nothing any more. */
async function removeEmpty(files: readonly MovedFile[], out: string): Promise<void> {
  const folders = new Set(files.map(({ to }) => path.dirname(to)))
  for (const folder of [...folders, ...new Set([...folders].map((each) => path.dirname(each)))]) {
    if (folder !== out && isInside(folder, out)) await rmdir(folder).catch(() => undefined) // something else lies there
  }
}

function hashIfThere(file: string): Promise<string | undefined> {
  return hashOf(file).catch(() => undefined)
}
