/** @file Where a folder of the library may lie now, given one place that the person chose: paths alone, nothing is looked at. */
import path from 'node:path'
import { isInside } from '../../ingest/scan.ts'

/** So many folders above the chosen one are looked into: for others that moved along with it. */
const LEVELS_UP = 4

/**
 * @param from the folder as the library has it; maybe a path of another system
 * @param place absolute path of the chosen folder
 * @param asked the folder that the person says is there now: `from`, or a folder above it
 * @returns absolute paths, the likeliest first
 */
export function possiblePlaces(from: string, place: string, asked: string | undefined): string[] {
  const names = namesIn(from)
  const below = asked === undefined ? undefined : restBelow(from, asked)
  const found = below === undefined ? [] : [path.join(place, ...below)]
  for (let up = 0, at = place; up <= LEVELS_UP; up += 1, at = path.dirname(at)) {
    if (up === 0) found.push(at)
    for (let kept = names.length; kept > 0; kept -= 1) found.push(path.join(at, ...names.slice(-kept)))
    if (path.dirname(at) === at) break
  }
  return [...new Set(found)]
}

/** Names from the top to the folder itself, without a drive: of Windows paths on every system. */
export function namesIn(folder: string): string[] {
  if (!isWindowsPath(folder)) return folder.split(path.sep).filter(Boolean)
  return folder
    .replace(/^[a-z]:/i, '')
    .split(/[\\/]/)
    .filter(Boolean)
}

/** Names from `above` down to `folder`; undefined where it does not lie there. */
export function restBelow(folder: string, above: string): string[] | undefined {
  if (isWindowsPath(folder) || isWindowsPath(above)) {
    const relative = path.win32.relative(above, folder)
    const isBelow = !path.win32.isAbsolute(relative) && relative.split('\\')[0] !== '..'
    return isBelow ? relative.split('\\').filter(Boolean) : undefined
  }
  return isInside(folder, above) ? path.relative(above, folder).split(path.sep).filter(Boolean) : undefined
}

/** With a drive letter, or on another computer (`\\server\share`). */
function isWindowsPath(folder: string): boolean {
  return /^(?:[a-z]:[\\/]|\\\\)/i.test(folder)
}
