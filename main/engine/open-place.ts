/** @file Opens the system's own file manager, where there is one to be seen. */
import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Whoever opens something for long does not end; one that cannot says so sooner. */
const ENDS_WITHIN_MS = 3_000

/** Without a display a program would open in the terminal, or nowhere. */
export function hasDisplay(
  environment: Environment = process.env,
  platform: string = process.platform,
): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY)
}

/**
 * Shows a folder, or the folder of a file. No shell reads the path.
 * @param place absolute
 * @returns whether it is shown, as far as can be told.
 */
export async function openPlace(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined)
  if (found === undefined || !hasDisplay()) return false
  const [program, ...words] = opener(place, found.isDirectory(), process.platform)
  const child = spawn(program, words, { detached: true, stdio: 'ignore' })
  const { promise, resolve } = Promise.withResolvers<boolean>()
  child.once('error', () => {
    resolve(false)
  })
  child.once('exit', (code) => {
    resolve(code === 0 || process.platform === 'win32') // explorer always says that it failed
  })
  setTimeout(() => {
    resolve(true)
  }, ENDS_WITHIN_MS).unref()
  child.unref()
  return promise
}

/** The words that show a place, and never start what lies there: a folder of macOS may be a program. */
export function opener(
  place: string,
  isFolder: boolean,
  platform: string,
): [program: string, ...words: string[]] {
  if (platform === 'darwin') return ['open', '-R', place]
  if (platform === 'win32') return ['explorer.exe', isFolder ? place : path.win32.dirname(place)]
  return ['xdg-open', isFolder ? place : path.posix.dirname(place)]
}
