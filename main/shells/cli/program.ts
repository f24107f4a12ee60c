/** @file The table of commands. Each group of them has a file in commands/. */
import { Command } from 'commander'
import { addAuditCommands } from './commands/audit.ts'
import { addClassCommands } from './commands/classes.ts'
import { addBackupCommands } from './commands/backups.ts'
import { addCompareCommand } from './commands/compare.ts'
import { addCompletionCommand } from './commands/completion.ts'
import { addDecisionCommands } from './commands/decisions.ts'
import { addEngineApiCommand } from './commands/engine-api.ts'
import { addExportCommand } from './commands/export.ts'
import { addFolderCommands } from './commands/folders.ts'
import { addImportCommand } from './commands/import.ts'
import { addHeadCommands } from './commands/heads.ts'
import { addLabelCommand } from './commands/label.ts'
import { addLabelSetCommands } from './commands/label-sets.ts'
import { addLibraryCommands } from './commands/library.ts'
import { addLostCommand } from './commands/lost.ts'
import { addMeasureCommands } from './commands/measures.ts'
import { addMoveCommands } from './commands/moves.ts'
import { addPageLoopCommand } from './commands/page-loop.ts'
import { addPhotoCommands } from './commands/photos.ts'
import { addReviewCommands } from './commands/review.ts'
import { addSnapshotCommands } from './commands/snapshots.ts'
import { addWindowCommands } from './commands/window.ts'
import { addWordCommands } from './commands/words.ts'
import { wholeNumber } from './options.ts'
import type { Shell } from './shell.ts'
import type { Terminal } from './terminal.ts'

interface GlobalOptions {
  library?: string
  set?: string
  seed?: number
}

export function buildProgram(shell: Shell, terminal: Terminal): Command {
  const program = new Command('twinsort')
    .description('Sorts folders of photos by your own classes. Nothing leaves this machine.')
    .option('--library <folder>', 'the library, made on first use (default: one library for each person)')
    .option('--set <name>', 'the question that the command is about (default: the one that was chosen last)')
    .option('--json', 'exactly one JSON object on standard output')
    .option('--seed <number>', 'makes random choices repeatable', wholeNumber(0))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.print({ help: text }, text)
      },
      writeErr: (text) => {
        terminal.note(text.trimEnd())
      },
      outputError: () => undefined, // run.ts says it, in one sentence
    })
    .hook('preAction', (self) => {
      const { library, set, seed } = self.opts<GlobalOptions>()
      shell.library = library
      shell.labelSet = set
      shell.seed = seed
    })
  addWindowCommands(program, shell) //    start, serve
  addPhotoCommands(program, shell) //     index, group, neighbours
  addImportCommand(program, shell) //     import
  addWordCommands(program, shell) //      search
  addReviewCommands(program, shell) //    page, decide, suggest
  addPageLoopCommand(program, shell) //   review
  addLabelCommand(program, shell) //      label
  addDecisionCommands(program, shell) //  set-aside, undo, redo, history
  addClassCommands(program, shell) //     class rename, class merge, class delete
  addLabelSetCommands(program, shell) //  sets list, create, rename, delete, restore, choose
  addSnapshotCommands(program, shell) //  snapshot save, list, compare, remove; merge
  addLostCommand(program, shell) //       lost
  addAuditCommands(program, shell) //     audit
  addHeadCommands(program, shell) //      train, heads, promote
  addMeasureCommands(program, shell) //   evaluate, insights, simulate
  addCompareCommand(program, shell) //    compare
  addExportCommand(program, shell) //     export
  addMoveCommands(program, shell) //      moves, moves undo
  addBackupCommands(program, shell) //    backup, restore, repair
  addFolderCommands(program, shell) //    folder list, folder remove
  addLibraryCommands(program, shell) //   status, check, doctor
  addEngineApiCommand(program, shell) //  engine-api
  addCompletionCommand(program, shell) // completion
  return program
}
