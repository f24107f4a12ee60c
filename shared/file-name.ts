/** @file Names of files and folders that every system takes, no longer than a file system allows. Pure. */

/** Forbidden on Windows (learn.microsoft.com, "Naming Files, Paths, and Namespaces"); "/" everywhere. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN = /[\u0000-\u001f\u007f"*/:<>?\\|]/gu

/** Devices of Windows, also with an ending. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/iu

/** Bytes of the longest name on ext4, APFS and (in UTF-16 units, so never less) NTFS. */
export const LONGEST_NAME = 255

const encoder = new TextEncoder()

/** In UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length
}

/** The longest beginning that has no more bytes; no character is parted. */
export function cutToBytes(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text
  let cut = ''
  let left = bytes
  for (const character of text) {
    left -= byteLength(character)
    if (left < 0) break
    cut += character
  }
  return cut
}

/** Characters that some system forbids, each once; control characters as their code. */
export function forbiddenIn(name: string): string[] {
  const found = new Set(name.match(FORBIDDEN))
  return [...found].map((character) =>
    character > ' ' && character !== '\u007f' ? character : `U+${hexadecimal(character)}`,
  )
}

/** The same name with a dash for each character that some system forbids. */
export function withoutForbidden(name: string): string {
  return name.replaceAll(FORBIDDEN, '-')
}

export function isReserved(name: string): boolean {
  return RESERVED.test(name)
}

/** Equal for names that some file system takes for the same: one that ignores case, or the form of a letter in Unicode. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

function hexadecimal(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}
