/** @file Keywords in photos and beside them, as programs write them, and what hostile files come to. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { keywordsOf } from '../../../main/ingest/xmp/photo-keywords.ts'
import { Sidecars } from '../../../main/ingest/xmp/sidecars.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { box } from '../../support/photos/boxes.ts'
import { inBoxes } from '../../support/photos/jxl.ts'
import {
  darktableXmp,
  digikamXmp,
  exiftoolXmp,
  lightroomXmp,
  pictureWith,
  withIptc,
} from '../../support/photos/xmp.ts'

async function keywordsIn(
  files: Readonly<Record<string, string | Uint8Array>>,
  photo = Object.keys(files)[0],
) {
  const folder = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), content)
  }
  const { keywords, unread } = await keywordsOf(path.join(folder, photo), new Sidecars())
  return {
    keywords: keywords.map((words) => words.join(' > ')),
    unread: unread.map(({ file, why }) => [path.relative(folder, file), why]),
  }
}

const TREE = {
  subject: ['rooster', 'birds', 'animals', 'A & B'],
  hierarchical: ['animals', 'animals|birds', 'animals|birds|rooster'],
  tags: ['animals/birds/rooster', 'A & B'],
}
const FOUND = ['A & B', 'animals > birds > rooster']
const PROGRAMS = {
  Lightroom: lightroomXmp,
  digiKam: digikamXmp,
  darktable: darktableXmp,
  exiftool: exiftoolXmp,
}

describe.each(Object.entries(PROGRAMS))('keywords by %s', (_, write) => {
  it.each(['photo.jpg.xmp', 'photo.xmp', 'PHOTO.XMP'])('are read from %s', async (sidecar) => {
    const jpeg = await pictureWith('jpeg', lightroomXmp({}))
    expect(await keywordsIn({ 'photo.jpg': jpeg, [sidecar]: write(TREE) })).toEqual({
      keywords: FOUND,
      unread: [],
    })
  })

  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('are read in a %s', async (format) => {
    const photo = await pictureWith(format, write(TREE))
    expect(await keywordsIn({ [`photo.${format}`]: photo })).toEqual({ keywords: FOUND, unread: [] })
  })
})

describe('keywords of other formats', () => {
  it('are read in a RAW file that is a TIFF inside, in JPEG XL, and in CR3', async () => {
    const xmp = Buffer.from(digikamXmp(TREE))
    expect(await keywordsIn({ 'photo.nef': await pictureWith('tiff', digikamXmp(TREE)) })).toEqual({
      keywords: FOUND,
      unread: [],
    })
    const stream = Buffer.from([0xff, 0x0a, 0, 0])
    const packed = box('brob', Buffer.from('xml '), brotliCompressSync(xmp))
    for (const each of [box('xml ', xmp), packed]) {
      expect((await keywordsIn({ 'photo.jxl': inBoxes(stream, each) })).keywords).toEqual(FOUND)
    }
    const canon = Buffer.concat([
      box('ftyp', Buffer.from('crx \0\0\0\0crx isom')),
      box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), xmp),
    ])
    expect((await keywordsIn({ 'photo.cr3': canon })).keywords).toEqual(FOUND)
  })

  it.each([
    ['as UTF-8', true, Buffer.from('Küken')],
    ['as UTF-8 without saying so', false, Buffer.from('Küken')],
    ['as of Western Europe', false, Buffer.from('Küken', 'latin1')],
  ])('are read from IPTC %s, each once', async (_, isUtf8, word) => {
    const jpeg = await pictureWith('jpeg', lightroomXmp({ subject: ['hen'] }))
    const photo = withIptc(jpeg, [word, Buffer.from('hen')], isUtf8)
    expect(await keywordsIn({ 'photo.jpg': photo })).toEqual({ keywords: ['Küken', 'hen'], unread: [] })
  })
})

describe('a sidecar', () => {
  it('of a RAW file is not that of the JPEG beside it, and both kinds count together', async () => {
    const jpeg = await pictureWith('jpeg', lightroomXmp({ subject: ['in the file'] }))
    const files = {
      'a.jpg': jpeg,
      'a.nef': await pictureWith('tiff', lightroomXmp({})),
      'a.xmp': lightroomXmp({ subject: ['of the raw'] }),
      'a.jpg.xmp': digikamXmp({ subject: ['of the jpeg'] }),
    }
    expect((await keywordsIn(files, 'a.jpg')).keywords).toEqual(['in the file', 'of the jpeg'])
    expect((await keywordsIn(files, 'a.nef')).keywords).toEqual(['of the raw'])
  })
})

const rdf = (inside: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description>${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`
const subject = (item: string): string =>
  rdf(`<dc:subject><rdf:Bag><rdf:li>${item}</rdf:li></rdf:Bag></dc:subject>`)
const LAUGHS = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')

describe('XMP that is hostile or damaged', () => {
  it.each([
    ['entities within entities', `<!DOCTYPE x [<!ENTITY l0 "ha">${LAUGHS}]>${subject('&l9;')}`],
    ['a file of the machine', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>${subject('&e;')}`],
    ['an address', `<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">${subject('hen')}`],
    ['an unknown entity', subject('&hen;')],
    ['a deep nest', rdf('<a>'.repeat(100_000))],
    ['a cut end', subject('hen').slice(0, -40)],
    [
      'too many keywords',
      rdf(`<dc:subject><rdf:Bag>${'<rdf:li>a</rdf:li>'.repeat(10_001)}</rdf:Bag></dc:subject>`),
    ],
    ['no XML', 'keywords: hen'],
    ['another encoding', Buffer.from(subject('Küken'), 'latin1')],
    ['too much of it', Buffer.alloc(8_000_001, 0x20)],
  ])('is told, and gives no keyword: %s', async (_, xmp) => {
    const jpeg = await pictureWith('jpeg', lightroomXmp({ subject: ['hen'] }))
    expect(await keywordsIn({ 'photo.jpg': jpeg, 'photo.jpg.xmp': xmp })).toEqual({
      keywords: ['hen'],
      unread: [['photo.jpg.xmp', 'xmp']],
    })
  })

  it('in a file that is no picture, or is gone, ends nothing', async () => {
    expect(await keywordsIn({ 'photo.jpg': 'text' })).toEqual({ keywords: [], unread: [] })
    expect(await keywordsIn({ 'other.txt': '' }, 'photo.jpg')).toEqual({
      keywords: [],
      unread: [['photo.jpg', 'file']],
    })
  })

  it('may be as long as a program makes it, or have nothing in it', async () => {
    const jpeg = await pictureWith('jpeg', lightroomXmp({}))
    const long = darktableXmp(TREE, 1_000_000)
    expect((await keywordsIn({ 'a.jpg': jpeg, 'a.xmp': long })).keywords).toEqual(FOUND)
    expect(await keywordsIn({ 'a.jpg': jpeg, 'a.xmp': '' })).toEqual({ keywords: [], unread: [] })
  })

  it('may be UTF-16, and hold control characters and names that are no classes', async () => {
    const jpeg = await pictureWith('jpeg', lightroomXmp({}))
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(subject('Küken'), 'utf16le')])
    expect((await keywordsIn({ 'a.jpg': jpeg, 'a.xmp': utf16 })).keywords).toEqual(['Küken'])
    const odd = digikamXmp({ subject: [' \u200b', '  two   words ', 'x'.repeat(201)], tags: ['a//b', '/'] })
    expect((await keywordsIn({ 'a.jpg': jpeg, 'a.xmp': odd })).keywords).toEqual(['a > b', 'two words'])
  })
})
