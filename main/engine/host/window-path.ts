/** @file Which file of the window an address means, the same in every shell. */
import path from 'node:path'

/**
 * Vite names its files with plain letters, so anything that could mean another folder to some system (`..`, a backslash,
 * a colon, a percent sign, a hidden file) is refused rather than resolved.
 * @param folder Absolute path of the folder with the window's files.
 * @param pathname As in a URL, e.g. `/assets/index.js`; `/` is the page.
 * @returns An absolute path, whether or not there is such a file; undefined for a path outside the folder.
 */
export function windowPath(folder: string, pathname: string): string | undefined {
  const parts = (pathname === '/' ? '/index.html' : pathname).split('/').slice(1)
  if (!parts.every((part) => /^[\w-][\w.-]*$/.test(part))) return undefined
  return path.join(folder, ...parts)
}
