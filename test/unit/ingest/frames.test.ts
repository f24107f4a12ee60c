/** @file Files of several pages, frames or pictures: the first is shown, and it is said where there is more to see. */
import { execFileSync } from 'node:child_process'
import { open, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { hashPicture } from '../../../main/ingest/content-hash.ts'
import { holdsSeveral } from '../../../main/ingest/frames.ts'
import { heifPictures, isFilmAlone } from '../../../main/ingest/heif/pictures.ts'
import { isJxlAnimation } from '../../../main/ingest/jxl/animation.ts'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { animated, animatedPng } from '../../support/photos/animated.ts'
import { box } from '../../support/photos/boxes.ts'
import { writeHeic } from '../../support/photos/heic.ts'
import { encodeJxl, inBoxes, inParts } from '../../support/photos/jxl.ts'
import { withSegment } from '../../support/photos/metadata.ts'
import { drawSamples, writeTiff, type TiffPage } from '../../support/photos/tiff.ts'

const [RED, BLUE] = ['#dc1414', '#1414dc']
const square = (background: string) => sharp({ create: { width: 40, height: 40, channels: 3, background } })
const jpeg = (background: string): Promise<Buffer> => square(background).jpeg().toBuffer()
const png = (background: string): Promise<Buffer> => square(background).png().toBuffer()
const pictures = await Promise.all([RED, BLUE, RED].map(png))

const page = (motif: number, isReduced = false): TiffPage => ({
  ...{ width: 96, height: 96, kind: 'unsigned', bits: 8 },
  ...{ samples: drawSamples(motif, [0, 255]), isReduced },
})

async function read(name: string, file: Buffer) {
  const place = path.join(await temporaryFolder(), name)
  await writeFile(place, file)
  const opened = await openPicture(place)
  return opened.kind === 'picture' ? readPhoto(opened, [{ inputSize: 32, crops: ['whole'] }]) : opened
}

/** Red, green and blue of the middle. */
function middle(found: Awaited<ReturnType<typeof read>>): string {
  if (found.kind !== 'photo') return 'no photo'
  const [red, , blue] = found.pixels[0].subarray((16 * 32 + 16) * 3)
  return red > blue ? 'red' : 'blue'
}

test.each([
  ['a.gif', await animated('gif', pictures), 3],
  ['a.webp', await animated('webp', pictures), 3],
  ['a.png', animatedPng(pictures[0], 12), 12],
  ['still.gif', await square(RED).gif().toBuffer(), 1],
  ['still.png', await square(RED).png().toBuffer(), 1],
])('%s shows its first frame', async (name, file, frames) => {
  const found = await read(name, file)
  expect(found).toMatchObject({ kind: 'photo', width: 40, height: 40, frames })
  expect(middle(found)).toBe('red')
})

test('of a TIFF its pages count, not the smaller copies of them', async () => {
  expect(await read('a.tif', writeTiff([page(0), page(1), page(2, true)]))).toMatchObject({ frames: 2 })
  expect(await read('a.tif', writeTiff([page(0), page(0, true)]))).toMatchObject({ frames: 1 })
})

test('MPO, motion photos and Ultra HDR are their first picture, whatever lies behind it', async () => {
  const [first, second] = await Promise.all([jpeg(RED), jpeg(BLUE)])
  const film = Buffer.concat([box('ftyp', Buffer.from('mp42')), box('mdat', Buffer.alloc(5000, 7))])
  const parts = withSegment(first, 0xe2, Buffer.from('MPF\0II*\0\x08\0\0\0\0\0', 'latin1'))
  const { contentHash } = await hashPicture('jpeg', Buffer.from(first))
  for (const [name, file] of [
    ['a.mpo', Buffer.concat([parts, second])],
    ['MVIMG_1.jpg', Buffer.concat([first, film])],
    ['hdr.jpg', Buffer.concat([parts, second])],
  ] as const) {
    const found = await read(name, file)
    expect(found).toMatchObject({ kind: 'photo', width: 40, frames: 1 })
    expect(middle(found)).toBe('red')
    expect((await hashPicture('jpeg', Buffer.from(file))).contentHash).toBe(contentHash)
  }
})

test('of a HEIC its pictures side by side count, not what belongs to one of them', async () => {
  const burst = writeHeic({ others: ['of its own', 'thumbnail', 'of its own', 'hidden', 'tile'] })
  expect(await read('burst.heic', burst)).toMatchObject({ kind: 'photo', width: 96, frames: 3 })
  const portrait = writeHeic({ others: ['thumbnail', 'hidden', 'tile'] })
  expect(await read('portrait.heic', portrait)).toMatchObject({ kind: 'photo', frames: 1 })
  expect(await read('one.heic', writeHeic())).toMatchObject({ frames: 1 })
  expect(heifPictures(writeHeic({ others: ['depth'] }))).toBe(1)
})

/** A track as an animation has it, of so many frames. */
function track(kind: string, frames: number): Buffer {
  const [sizes, handler] = [Buffer.alloc(12), Buffer.alloc(24)]
  sizes.writeUInt32BE(frames, 8)
  handler.write(kind, 8, 'latin1')
  return box('trak', box('mdia', box('hdlr', handler), box('minf', box('stbl', box('stsz', sizes)))))
}

test('of an AVIF or HEIC that is an animation its frames count, not those that say what is transparent', () => {
  const file = Buffer.concat([
    box('ftyp', Buffer.from('avis')),
    box('moov', track('auxv', 9), track('pict', 7)),
  ])
  expect(heifPictures(file)).toBe(7)
  expect([isFilmAlone(file), isFilmAlone(writeHeic())]).toEqual([true, false])
  expect(heifPictures(Buffer.concat([box('moov', box('trak', Buffer.alloc(3)))]))).toBe(1)
  expect(heifPictures(file.subarray(0, 90))).toBe(1)
})

/** The first bits of a JPEG XL: each number with how many bits it has. */
function jxlHead(...numbers: readonly (readonly [value: number, bits: number])[]): Buffer {
  const bits = numbers.flatMap(([value, count]) => Array.from({ length: count }, (_, i) => (value >> i) & 1))
  const bytes = Buffer.alloc(60)
  bits.forEach((bit, i) => (bytes[i >> 3] |= bit << (i & 7)))
  return Buffer.concat([Buffer.of(0xff, 0x0a), bytes])
}

const SMALL = [
  [1, 1],
  [7, 5],
  [1, 3],
] as const
const LARGE = [
  [0, 1],
  [1, 2],
  [4000, 13],
  [0, 3],
  [2, 2],
  [70_000, 18],
] as const
const [NO, YES] = [
  [0, 1],
  [1, 1],
] as const
const UPRIGHT = [0, 3] as const

test('a JPEG XL says in its first bits that it is an animation', async () => {
  const heads = {
    still: jxlHead(...SMALL, YES),
    plain: jxlHead(...SMALL, NO, NO),
    turned: jxlHead(...LARGE, NO, YES, [5, 3], NO, NO, NO),
    animation: jxlHead(...SMALL, NO, YES, UPRIGHT, NO, NO, YES),
    'large one': jxlHead(...LARGE, NO, YES, UPRIGHT, YES, ...LARGE, NO, YES),
    'with a preview': jxlHead(...SMALL, NO, YES, UPRIGHT, NO, YES, YES, [2, 2], [9, 5], [1, 3], YES),
  }
  const found = Object.entries(heads).filter(([, head]) => isJxlAnimation(head))
  expect(found.map(([name]) => name)).toEqual(['animation', 'large one', 'with a preview'])
  expect(isJxlAnimation(inParts(heads.animation, 3))).toBe(true)
  const real = await encodeJxl(new Uint8Array(40 * 30 * 4).fill(90), 40, 30)
  expect([isJxlAnimation(real), isJxlAnimation(inBoxes(real)), isJxlAnimation(Buffer.alloc(9))]).toEqual([
    false,
    false,
    false,
  ])
})

test('whether a file holds several is told of the file as it is, false where it is not to be had', async () => {
  const folder = await temporaryFolder()
  const files = {
    ...{
      'a.gif': await animated('gif', pictures),
      'a.webp': await animated('webp', pictures),
      'a.png': animatedPng(pictures[0], 3),
    },
    'a.tif': writeTiff([page(0), page(1)]),
    'a.heic': writeHeic({ others: ['of its own'] }),
    ...{ 'b.jpg': await jpeg(RED), 'b.heic': writeHeic(), 'b.gif': await square(RED).gif().toBuffer() },
    ...{ 'c.txt': Buffer.from('text'), 'd.gif': Buffer.from('GIF89a') },
  }
  const told: string[] = []
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(path.join(folder, name), bytes)
    if (await holdsSeveral(path.join(folder, name))) told.push(name)
  }
  expect(told).toEqual(['a.gif', 'a.webp', 'a.png', 'a.tif', 'a.heic'])
  expect(await holdsSeveral(path.join(folder, 'gone.gif'))).toBe(false)
})

test.skipIf(process.platform === 'win32')('a file that does not answer is not waited for', async () => {
  const file = path.join(await temporaryFolder(), 'a.gif')
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', file])
  try {
    expect(await holdsSeveral(file)).toBe(false)
  } finally {
    const writer = await open(file, 'r+') // ends the wait
    await writer.write('GIF89a')
    await writer.close()
  }
})
