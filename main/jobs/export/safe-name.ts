/**
 * @file [Note: class names on disk] An export makes one folder for each class, on any file system, and the class can be read
 * back from the folder's name. What some system forbids is written as in a URL, %XX for each byte of UTF-8:
 * separators and other forbidden characters, control characters, the percent sign itself, a dot or blank at the start or end,
 * the first of two underscores at the start (Hugging Face's `datasets` passes such folders over),
 * and the first letter of a name that Windows reserves (CON, NUL, COM1 ..., also with an ending).
 * The class tree is flattened (`animals/birds` becomes `animals%2Fbirds`), because every loader of such folders takes one
 * folder's name as the class.
 * Where two classes differ only in case (Dog, dog), what is not lower case is written so too: %44og, dog.
 * A name too long for a file system is cut, marked by "%~" and a hash: those stand in full in `classes.json` beside them.
 */
import { createHash } from 'node:crypto'
import { isReserved, LONGEST_NAME, nameKey } from '../../../shared/file-name.ts'

/** Forbidden on Windows (learn.microsoft.com, "Naming Files, Paths, and Namespaces"); "/" everywhere; % is ours. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN = /[\u0000-\u001f\u007f"%*/:<>?\\|]|^[. ]|[. ]$|^_(?=_)/gu

/** Names of classes whose folder name had to be cut, beside the folders. */
export const CUT_NAMES_FILE = 'classes.json'

const CUT_MARK = '%~'
const HASH_DIGITS = 16

export interface FolderNames {
  /** Class to folder name. */
  folders: Map<string, string>
  /** Folder name to class, for names that were cut. */
  cut: Map<string, string>
}

/** Names that are distinct on every file system, one for each class. */
export function folderNames(classes: readonly string[]): FolderNames {
  const groups = Map.groupBy(new Set(classes), nameKey)
  const folders = new Map<string, string>()
  const cut = new Map<string, string>()
  for (const group of groups.values()) {
    for (const name of group) {
      const full = encodeName(group.length > 1 ? encodeCase(name) : name.replace(FORBIDDEN, encode))
      const folder = shorten(full, name)
      folders.set(name, folder)
      if (folder !== full) cut.set(folder, name)
    }
  }
  return { folders, cut }
}

/** The same for a single name, whatever it names. */
export function nameOnDisk(name: string): string {
  return folderNames([name]).folders.get(name) ?? name
}

/** Whether a folder's name was cut, so that the list beside it holds its class. */
export function isCutName(folder: string): boolean {
  return folder.includes(CUT_MARK)
}

/**
 * The class that an export means by a folder of this name; undefined where no export of ours would have called it so, as a folder
 * `50%20off` of somebody else's, or one whose name was cut.
 */
export function exportedClass(folder: string): string | undefined {
  try {
    const name = decodeURIComponent(folder)
    const written = [name.replace(FORBIDDEN, encode), encodeCase(name)].map((each) => encodeName(each))
    return written.includes(folder) ? name : undefined
  } catch {
    return undefined
  }
}

function encodeName(name: string): string {
  return isReserved(name) ? name.replace(/^./u, encode) : name
}

/** Writes every character that is not its own lower case as %XX, beside the forbidden ones. */
function encodeCase(name: string): string {
  const encodeUpper = (character: string) =>
    nameKey(character) === character ? character : encode(character)
  return name
    .replace(FORBIDDEN, encode)
    .split(/(%[0-9A-F]{2})/u)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/./gsu, encodeUpper)))
    .join('')
}

function encode(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
}

function shorten(folder: string, name: string): string {
  if (Buffer.byteLength(folder) <= LONGEST_NAME) return folder
  const ending = CUT_MARK + createHash('sha256').update(name).digest('hex').slice(0, HASH_DIGITS)
  let start = ''
  for (const part of folder.match(/%[0-9A-F]{2}|./gsu) ?? []) {
    if (Buffer.byteLength(start + part) > LONGEST_NAME - ending.length) break
    start += part
  }
  return start + ending
}
