/** @file start, serve: the window, in Electron or in the browser. */
import { statSync } from 'node:fs'
import type { Command } from 'commander'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { findElectron, runElectron } from '../electron.ts'
import { portNumber } from '../options.ts'
import type { Shell } from '../shell.ts'

interface Options {
  port?: number
  open: boolean
}

export function addWindowCommands(program: Command, shell: Shell): void {
  withServing(program.command('start'))
    .description("open the window: Electron's, or else one in the browser")
    .action(async (folders: string[], options: Options) => {
      assertNoSet(shell)
      const absolute = existing(folders, shell)
      const electron = findElectron()
      if (electron.found) {
        await runElectron(electron, absolute, shell)
        return
      }
      shell.terminal.note(`${electron.reason}, so the window opens in the browser.`)
      await served(shell, { ...options, folders: absolute })
    })
  withServing(program.command('serve'))
    .description('open the window in the browser, until it is interrupted')
    .action(async (folders: string[], options: Options) => {
      assertNoSet(shell)
      await served(shell, { ...options, folders: existing(folders, shell) })
    })
}

/** A window stays open while its question changes. */
function assertNoSet({ labelSet }: Shell): void {
  if (labelSet !== undefined) throw new AppError('bad-input', sentence('set-not-for-window'))
}

/** Loaded when it is asked for: the other commands serve nothing. */
async function served(shell: Shell, options: Options & { folders: string[] }): Promise<void> {
  // The engine would be a process of Node's, which the installed application is not.
  if ('electron' in process.versions) throw new AppError('bad-input', sentence('serve-not-installed'))
  const { serveWindow } = await import('../serve-window.ts')
  await serveWindow(shell, options)
}

function withServing(command: Command): Command {
  return command
    .argument('[folders...]', 'are read in the background')
    .option('--port <number>', 'where to serve (default: the usual port, or one that is free)', portNumber)
    .option('--no-open', 'print the address and open nothing')
}

/** The person should learn of a mistyped folder here, and not from a window that stays empty. */
function existing(folders: readonly string[], shell: Shell): string[] {
  const absolute = folders.map((folder) => shell.resolve(folder))
  const missing = absolute.find(
    (folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true,
  )
  if (missing !== undefined) throw new AppError('not-found', sentence('no-such-folder', { folder: missing }))
  return absolute
}
