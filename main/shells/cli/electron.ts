/** @file Starts the Electron shell as a program of its own, where its executable can be found. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence, verbatim, type Sentence } from '../../../shared/sentences/sentence.ts'
import { packageRoot } from '../../engine/folders.ts'
import { hasDisplay } from '../../engine/open-place.ts'
import type { Shell } from './shell.ts'

export interface FoundElectron {
  found: true
  executable: string
  /** What it runs. */
  script: string
}

/** Why not, as the first half of a sentence. */
export interface NoElectron {
  found: false
  reason: string
}

type Environment = Readonly<Record<string, string | undefined>>

export function findElectron(environment: Environment = process.env): FoundElectron | NoElectron {
  const script = path.join(packageRoot(), 'dist', 'main', 'shells', 'electron', 'main.js')
  const executable = electronExecutable(environment)
  if (executable === undefined || !existsSync(executable)) {
    return { found: false, reason: "Electron's executable is not on this machine" }
  }
  if (!existsSync(script)) return { found: false, reason: 'The Electron window is not built' }
  if (!hasDisplay(environment)) return { found: false, reason: 'There is no display for an Electron window' }
  return { found: true, executable, script }
}

/** Where the package `electron` puts what it downloads; it may have been kept from it (see README). */
function electronExecutable(environment: Environment): string | undefined {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    const name = readFileSync(path.join(folder, 'path.txt'), 'utf8').trim()
    return path.join(environment.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(folder, 'dist'), name)
  } catch {
    return undefined
  }
}

/** Resolves when the person has closed the window, or interrupts. */
export async function runElectron(
  { executable, script }: FoundElectron,
  folders: readonly string[],
  { settings, signal, terminal }: Shell,
): Promise<void> {
  const child = spawn(executable, [script, ...folders, '--library', settings.library], {
    stdio: 'inherit',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
  })
  terminal.print({ electron: executable }, '')
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  const reason = await new Promise<Sentence | undefined>((resolve) => {
    child.once('error', (error) => {
      resolve(verbatim(error.message))
    })
    child.once('exit', (code, killedBy) => {
      resolve(code === 0 ? undefined : sentence('electron-ended', { code: code ?? killedBy ?? '?' }))
    })
  })
  if (reason === undefined || signal.aborted) return
  throw new AppError('internal', sentence('electron-failed', { reason }))
}
