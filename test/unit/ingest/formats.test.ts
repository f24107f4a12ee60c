/** @file Formats are told by their first bytes; names count only where the bytes do not say. */
import { describe, expect, test } from 'vitest'
import sharp from 'sharp'
import {
  describeUnknown,
  formatOf,
  hasPictureExtension,
  sniff,
  SNIFFED_BYTES,
} from '../../../main/ingest/formats.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const square = sharp({ create: { width: 8, height: 8, channels: 3, background: '#a05010' } })

describe('what sharp writes is told apart', () => {
  test.each(['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const)('%s', async (format) => {
    const bytes = await square.clone().toFormat(format).toBuffer()
    expect(sniff(bytes.subarray(0, SNIFFED_BYTES))).toEqual({ kind: 'photo', format })
    // Whatever it is called.
    expect(formatOf('holiday.bmp', bytes.subarray(0, SNIFFED_BYTES))).toEqual({ kind: 'photo', format })
  })
})

const isoFile = (major: string, ...compatible: string[]): Buffer => {
  const box = latin1(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`)
  box.writeUInt32BE(box.length, 0)
  return box
}

test.each([
  ['JPEG 2000', latin1('\0\0\0\x0cjP  \r\n\x87\n')],
  ['Photoshop', latin1('8BPS\0\x01\0\0\0\0\0\0')],
  ['BMP', latin1('BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0')],
])('%s is known without being supported', (name, head) => {
  expect(sniff(head)).toEqual({ kind: 'unsupported', name })
})

test.each([
  ['heic', isoFile('heic', 'mif1', 'heic')],
  ['heic', isoFile('mif1', 'mif1', 'heic')],
  ['heic', isoFile('mif1')],
  ['jxl', latin1('\0\0\0\x0cJXL \r\n\x87\n')],
  ['jxl', latin1(`\xff\x0a${'x'.repeat(20)}`)],
  ['raw', isoFile('crx ', 'crx ', 'isom')],
  ['raw', latin1('II\x2a\0\x10\0\0\0CR\x02\0')],
  ['raw', latin1('IIRO\x08\0\0\0')],
  ['raw', latin1('IIU\0\x18\0\0\0')],
  ['raw', latin1('FUJIFILMCCD-RAW 0201')],
] as const)('%s is told by its first bytes', (format, head) => {
  expect(sniff(head)).toEqual({ kind: 'photo', format })
})

test('AVIF counts as such also behind a general brand', () => {
  expect(sniff(isoFile('mif1', 'mif1', 'avif', 'miaf'))).toEqual({ kind: 'photo', format: 'avif' })
})

test('RAW formats that are TIFF inside are told by their name', () => {
  const tiff = latin1('II\x2a\0\x08\0\0\0')
  expect(formatOf('a.NEF', tiff)).toEqual({ kind: 'photo', format: 'raw' })
  expect(formatOf('a.dng', tiff)).toEqual({ kind: 'photo', format: 'raw' })
  expect(formatOf('a.tif', tiff)).toEqual({ kind: 'photo', format: 'tiff' })
})

test.each([
  ['', 'The file is empty.'],
  ['Dear diary,\nnothing.', 'It is not a picture: it is text.'],
  ['\0\0\0\0\0\0', 'It is not a picture: it begins with zeros only.'],
  ['%PDF-1.7\n', 'It is not a picture: it is a PDF document.'],
  ['PK\x03\x04\x14', 'It is not a picture: it is a ZIP archive.'],
  ['<!DOCTYPE html>', 'It is not a picture: it is a web page or XML.'],
  ['\0\0\0\x18ftypisom', 'It is not a picture: it is a film.'],
  ['\x01\x02\x03', 'It is not a picture: its first bytes are of no known format.'],
])('%j is no picture, with a reason', (text, reason) => {
  expect(formatOf('a.jpg', latin1(text))).toEqual({ kind: 'unknown' })
  expect(inEnglish(describeUnknown(latin1(text)))).toBe(reason)
})

test('names that promise a picture', () => {
  const promising = ['a.JPG', 'b/c.jpeg', 'x.HEIC', 'y.cr2', 'z.tif', 'w.svg', 'v.avif']
  expect(promising.filter((name) => !hasPictureExtension(name))).toEqual([])
  const others = ['a.txt', 'jpg', 'a.mp4', 'a.jpg.part', 'a.', 'constructor', 'x.constructor']
  expect(others.filter(hasPictureExtension)).toEqual([])
})
