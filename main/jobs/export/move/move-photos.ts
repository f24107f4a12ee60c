/**
 * @file Export into folders by moving: each photo's own file goes into the folder of its class. What stands at a place stays there, and the
 * move can be undone.
 */
import { lstat } from 'node:fs/promises'
import path from 'node:path'
import { AppError, throwIfCancelled } from '../../../../shared/errors.ts'
import { nameKey } from '../../../../shared/file-name.ts'
import { sentence, type PlainSentence } from '../../../../shared/sentences/sentence.ts'
import { isInside } from '../../../ingest/scan.ts'
import type { Store } from '../../../store/store.ts'
import type { ExportContext } from '../formats/format.ts'
import type { Item } from '../folder-run.ts'
import { noteIn, type FolderContent } from '../folder-tree.ts'
import { readManifest } from '../manifest.ts'
import type { Skipped } from '../rows.ts'
import { whyChanged } from '../why-changed.ts'
import { isSameFile, looksOf } from './carry.ts'
import { BATCH, FileMover, type ToMove } from './move-files.ts'
import { MoveJournal } from './move-journal.ts'
import { settleInterrupted } from './undo-move.ts'

export interface Moved {
  written: number
  secondNames: number
  /** Photos of which other files stay elsewhere. */
  copies: number
  readonly skipped: Skipped
  readonly tree: Map<string, FolderContent>
}

interface Options {
  readonly out: string
  readonly dryRun: boolean
  readonly items: readonly Item[]
}

/** @throws AppError `disk-full`, `cancelled`, or why the journal cannot be written; what was moved until then is moved, and can be undone */
export async function movePhotos(
  { store, signal, report }: ExportContext,
  { out, dryRun, items }: Options,
): Promise<Moved> {
  const library = libraryOf(store)
  const result: Moved = { written: 0, secondNames: 0, copies: 0, skipped: [], tree: new Map() }
  if (!dryRun) await settleInterrupted(store, library)
  const plan = await planOf(store, { out, items }, result)
  if (dryRun || plan.length === 0) {
    for (const each of plan) count(result, each)
    return result
  }
  const isNewFolder = !store.files.roots().some((root) => isInside(out, root.path))
  const journal = await MoveJournal.begin(library, { out, at: Date.now(), isNewFolder })
  if (isNewFolder) store.files.addRoot(out)
  const mover = new FileMover(store, journal)
  try {
    for (let start = 0; start < plan.length; start += BATCH) {
      throwIfCancelled(signal)
      const batch = plan.slice(start, start + BATCH)
      const left = new Map((await mover.move(batch)).map(({ from, reason }) => [from, reason]))
      for (const each of batch) {
        const reason = left.get(each.from)
        if (reason === undefined) count(result, each)
        else result.skipped.push({ path: each.from, reason })
      }
      report({ stage: 'writing files', done: Math.min(plan.length, start + BATCH), total: plan.length })
    }
  } finally {
    await settleInterrupted(store, library)
  }
  return result
}

/** @throws AppError `bad-input` for a library in memory, which could not undo it */
export function libraryOf({ folder }: Pick<Store, 'folder'>): string {
  if (folder === null) throw new AppError('bad-input', sentence('move-no-library'))
  return folder
}

interface Planned extends ToMove {
  /** Relative to the folder of the export. */
  readonly file: string
  readonly isSecondName: boolean
  readonly hasCopies: boolean
}

/** What cannot be moved, and what is in its place already, is skipped. */
async function planOf(
  store: Store,
  { out, items }: Pick<Options, 'out' | 'items'>,
  { skipped }: Moved,
): Promise<Planned[]> {
  const taken = new Set([...(await readManifest(out)).keys()].map((file) => nameKey(file)))
  const plan: Planned[] = []
  for (const item of items) {
    const from = item.row.path
    const reason = await whyNot(store, from)
    if (reason !== undefined) {
      skipped.push({ path: from, reason })
      continue
    }
    const free = await freeName(out, item, taken)
    if (free === undefined || free.isThere) {
      const file = path.join(out, free?.file ?? item.first ?? '')
      const why =
        free === undefined ? sentence('skipped-other-file', { file }) : sentence('skipped-there', { file })
      skipped.push({ path: from, reason: why })
      continue
    }
    taken.add(nameKey(free.file))
    plan.push({
      ...{ from, file: free.file, to: path.join(out, free.file) },
      isSecondName: item.first !== undefined && free.file !== item.first,
      hasCopies: store.files.pathsOf(item.row.photo).length > 1,
    })
  }
  return plan
}

async function whyNot(store: Store, file: string): Promise<PlainSentence | undefined> {
  const changed = await whyChanged(store, file)
  if (changed !== undefined) return changed
  const found = await lstat(file)
  return found.isFile() ? undefined : sentence('move-no-file')
}

async function freeName(
  out: string,
  item: Item,
  taken: ReadonlySet<string>,
): Promise<{ file: string; isThere: boolean } | undefined> {
  const from = item.row.path
  const here = path.relative(out, from).split(path.sep).join('/')
  if (isInside(from, out) && item.isName(here)) return { file: here, isThere: true }
  for (const file of item.candidates) {
    if (taken.has(nameKey(file)) || item.others(file).some((each) => taken.has(nameKey(each)))) continue
    const to = path.join(out, file)
    if ((await looksOf(to)) === undefined) return { file, isThere: false }
    if (await isSameFile(from, to)) return { file, isThere: true }
  }
  return undefined
}

function count(result: Moved, { file, isSecondName, hasCopies }: Planned): void {
  result.written += 1
  if (isSecondName) result.secondNames += 1
  if (hasCopies) result.copies += 1
  noteIn(result.tree, file)
}
