/**
 * @file Which Electron this machine has, if any: the one that TWINSORT_TEST_ELECTRON names, the one that the package
 * `electron` has downloaded, or the old one that `npm run electron:old` has put into the cache folder.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { cacheFolder } from '../../main/model/backends/folders.ts'

export interface Found {
  executable: string
  /** An old one needs what stands in old/ under the product; from this version on everything is there. */
  isOld: boolean
}

/** protocol.handle came with 25, ES modules in the main process with 28; nothing between 9 and 28 is stood in for. */
const COMPLETE_SINCE = 28

/** @returns Why there is none, as a sentence, or the one to use. */
export function findElectron(): Found | string {
  const executable = [process.env.TWINSORT_TEST_ELECTRON, downloaded(), oldElectron()].find(
    (file) => file !== undefined && file !== '' && existsSync(file),
  )
  if (executable === undefined) {
    return 'There is no Electron here: name one by TWINSORT_TEST_ELECTRON, or fetch an old one by `npm run electron:old`.'
  }
  if (process.platform !== 'linux') return { executable, isOld: isOld(executable) }
  if (answer('xvfb-run', ['--help']) === undefined)
    return 'xvfb-run, which gives Electron a display, is not here.'
  const missing = /^\s*(\S+) => not found/m.exec(answer('ldd', [executable]) ?? '')
  if (missing !== null) return `Electron lacks the shared library ${missing[1]}.`
  return { executable, isOld: isOld(executable) }
}

/** Where scripts/electron-old.mjs puts it. */
export function oldElectron(): string {
  return path.join(cacheFolder(), 'electron', '9.4.1', 'electron')
}

function downloaded(): string | undefined {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const told = path.join(folder, 'path.txt')
  return existsSync(told) ? path.join(folder, 'dist', readFileSync(told, 'utf8').trim()) : undefined
}

function isOld(executable: string): boolean {
  const told = path.join(path.dirname(executable), 'version')
  const version = existsSync(told) ? readFileSync(told, 'utf8') : ''
  return Number.parseInt(version.replace(/^v/, ''), 10) < COMPLETE_SINCE
}

/** What a command says; undefined where there is no such command. */
function answer(command: string, words: readonly string[]): string | undefined {
  try {
    return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}
