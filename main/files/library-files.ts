/** @file What a folder holds that is a library, for those who only look whether it is one. */
import { existsSync } from 'node:fs'
import path from 'node:path'

export const LIBRARY_FILE = 'library.db'
/** How far the database had come: see main/store/lifecycle/mark.ts. */
export const MARK_FILE = 'library.mark'

/** Also where the database itself was lost. @param folder absolute path */
export function looksLikeLibrary(folder: string): boolean {
  return [LIBRARY_FILE, MARK_FILE].some((file) => existsSync(path.join(folder, file)))
}
