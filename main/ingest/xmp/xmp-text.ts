/** @file From the bytes of XMP to its text. */
import { BadXmp, LONGEST_XMP } from './xmp-document.ts'

const MARKS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
]

/** With the mark that it begins with, if it does. @throws BadXmp where it is in no encoding of XMP. */
export function xmpText(bytes: Uint8Array): string {
  if (bytes.length > LONGEST_XMP) throw new BadXmp('too long')
  const encoding = MARKS.find(([mark]) => mark.every((byte, i) => bytes[i] === byte))?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new BadXmp('not in UTF-8')
  }
}

/** Whether XMP can be written as it is read: what programs wrote as UTF-16 is left to them. */
export function isUtf8(bytes: Uint8Array): boolean {
  return !MARKS.some(([mark]) => mark.every((byte, i) => bytes[i] === byte))
}
