/** @file Paths as a person reads them; the engine may run on another system than the one whose separator we know. */

/** The last name of a path. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path
}

/** A long path with its middle left out, so that both where it is and what it is can be read. */
export function shortPath(path: string, length = 60): string {
  if (path.length <= length) return path
  const half = Math.floor((length - 1) / 2)
  return `${path.slice(0, half)}…${path.slice(-half)}`
}
