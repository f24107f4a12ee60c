/** @file Writes the journal to a file: see [Note: The history file]. */
import path from 'node:path'
import type { Output } from '../../../shared/contract.ts'
import type { Journal } from '../../store/store.ts'
import { historyLines, isHistory } from './history-file.ts'
import { assertOwnOrAbsent, makeFolder, writeResult } from '../export/write-target.ts'

/**
 * The file appears as a whole, in place of an earlier one of its kind but of nothing else.
 * @param out absolute path
 * @throws AppError `conflict` where something else lies at `out` or it cannot be written, `library-damaged`.
 */
export async function exportHistory(
  journal: Pick<Journal, 'entries' | 'countEntries' | 'knowsAside'>,
  out: string,
): Promise<Output<'exportHistory'>> {
  await assertOwnOrAbsent(out, isHistory)
  await makeFolder(path.dirname(out))
  let lines = 0
  function* counted(): Generator<string> {
    for (const line of historyLines(journal)) {
      lines += 1
      yield line
    }
  }
  await writeResult(out, counted())
  return { written: out, decisions: lines - 1, lost: [] }
}
