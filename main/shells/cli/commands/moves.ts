/** @file moves: which photos an export moved, and putting them back. */
import type { Command } from 'commander'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, list } from '../text.ts'

interface UndoOptions {
  id?: string
  dryRun?: boolean
}

export function addMoveCommands(program: Command, shell: Shell): void {
  const moves = program
    .command('moves')
    .description('list the moves of photos (export --mode move) that can be undone')
    .action(async () => {
      await shell.run('moves', {}, movesText)
    })
  moves
    .command('undo')
    .description('put the photos of a move back where they were, also after a crash')
    .option('--id <id>', 'which one (default: the newest)')
    .option('--dry-run', 'change nothing, say what would be put back')
    .action(async (options: UndoOptions) => {
      await shell.run('undoMove', options, (output) => undoText(output, options))
    })
}

function movesText({ moves }: Printed<'moves'>): string {
  if (moves.length === 0) return 'No photos were moved.'
  return lines(
    ...moves.map(
      ({ id, at, out, files }) => `${id}: ${count(files, 'photo')} to ${out}, ${new Date(at).toISOString()}`,
    ),
  )
}

function undoText({ back, left }: Printed<'undoMove'>, { dryRun }: UndoOptions): string {
  return lines(
    dryRun === true ? `${count(back, 'photo')} would be put back.` : `${count(back, 'photo')} put back.`,
    list(
      `${count(left.length, 'photo')} left:`,
      left.map(({ path, reason }) => `${path}: ${reason}`),
    ),
  )
}
