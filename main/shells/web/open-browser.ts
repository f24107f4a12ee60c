/** @file Opens the person's browser, where there is one to be seen. */
import { spawn } from 'node:child_process'

/** Returns at once and fails quietly: the address has been printed as well. */
export function openBrowser(url: string, platform: string = process.platform): void {
  const [program, ...words] = opener(url, platform)
  const child = spawn(program, words, { detached: true, stdio: 'ignore' })
  child.on('error', () => undefined)
  child.unref()
}

function opener(url: string, platform: string): [program: string, ...words: string[]] {
  if (platform === 'darwin') return ['open', url]
  // The first quoted word of `start` is a window's title. Our address has no character that cmd takes for its own.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', url]
  return ['xdg-open', url]
}
