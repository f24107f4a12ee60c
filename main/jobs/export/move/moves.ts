/** @file The moves of a library that can be undone, and undoing one. */
import type { Output, Parsed } from '../../../../shared/contract.ts'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import type { Store } from '../../../store/store.ts'
import type { JobContext } from '../../context.ts'
import { readMoves } from './move-journal.ts'
import { libraryOf } from './move-photos.ts'
import { filesIn, settleInterrupted, undoMove } from './undo-move.ts'

export async function listMoves(store: Store): Promise<Output<'moves'>> {
  const records = store.folder === null ? [] : await readMoves(store.folder)
  const moves = records.map((record) => ({
    ...{ id: record.id, at: record.at, out: record.out },
    files: filesIn(record, ['begun', 'placed', 'done']).length,
  }))
  return { moves: moves.filter(({ files }) => files > 0) }
}

/** @throws AppError `not-found` without such a move */
export async function undoOne(
  context: Pick<JobContext, 'store' | 'signal' | 'report'>,
  { id, dryRun }: Parsed<'undoMove'>,
): Promise<Output<'undoMove'>> {
  const library = libraryOf(context.store)
  if (!dryRun) await settleInterrupted(context.store, library)
  const records = await readMoves(library)
  const record =
    id === undefined
      ? records.find((each) => filesIn(each, ['begun', 'placed', 'done']).length > 0)
      : records.find((each) => each.id === id)
  if (record === undefined) throw new AppError('not-found', sentence('move-none'))
  return { id: record.id, out: record.out, ...(await undoMove(context, record, { library, dryRun })) }
}
