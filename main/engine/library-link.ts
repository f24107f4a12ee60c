/**
 * @file What a path stands for that the system hands over, by a double click or "Open with": a library, or a folder of photos. A folder has
 * no ending by which a system could know it, so each library holds a small file that has one and stands for it.
 */
import { existsSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { looksLikeLibrary } from '../files/library-files.ts'
import { PRIVATE_FILE } from '../files/modes.ts'

/** electron-builder.yml registers its ending. */
const ENDING = '.twinsort'
const LINK_FILE = `library${ENDING}`
/** For whoever opens it in an editor. */
const TEXT = 'Open this file to open the library in this folder with Twinsort. It holds nothing else.\n'

/** Puts the file into a library that can be written; without it nothing but the double click is missing. */
export function addLibraryLink(library: string): void {
  const file = path.join(library, LINK_FILE)
  if (existsSync(file)) return
  try {
    writeFileSync(file, TEXT, { flag: 'wx', mode: PRIVATE_FILE })
  } catch {
    // A full disk: the library itself will say so.
  }
}

/** The library that a file or folder stands for, or undefined. @param place absolute path */
export function libraryAt(place: string): string | undefined {
  const folder = isLibraryLink(place) ? path.dirname(place) : place
  return looksLikeLibrary(folder) ? folder : undefined
}

/** A file that would stand for the library beside it. */
export function isLibraryLink(place: string): boolean {
  if (path.extname(place).toLowerCase() !== ENDING) return false
  return statSync(place, { throwIfNoEntry: false })?.isFile() === true
}
