/** @file Files of several pages, frames or pictures: the first is shown, and it is said where there is more to see. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { hashPicture } from '../../../main/ingest/content-hash.ts'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { box } from '../../support/photos/boxes.ts'
import { withSegment } from '../../support/photos/metadata.ts'
import { drawSamples, writeTiff, type TiffPage } from '../../support/photos/tiff.ts'

const [RED, BLUE] = ['#dc1414', '#1414dc']
const square = (background: string) => sharp({ create: { width: 40, height: 40, channels: 3, background } })
const jpeg = (background: string): Promise<Buffer> => square(background).jpeg().toBuffer()

async function animated(format: 'gif' | 'webp'): Promise<Buffer> {
  const frames = await Promise.all([RED, BLUE, RED].map((colour) => square(colour).png().toBuffer()))
  const image = sharp(frames, { join: { animated: true } })
  return format === 'gif' ? image.gif().toBuffer() : image.webp({ lossless: true }).toBuffer()
}

/** A PNG that says that it is an animation of so many frames, as its first chunk. */
async function animatedPng(frames: number): Promise<Buffer> {
  const png = await square(RED).png().toBuffer()
  const chunk = Buffer.alloc(20)
  chunk.writeUInt32BE(8)
  chunk.write('acTL', 4, 'latin1')
  chunk.writeUInt32BE(frames, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 16)), 16)
  const headerEnd = 8 + 25
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)])
}

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
  ['a.gif', await animated('gif'), 3],
  ['a.webp', await animated('webp'), 3],
  ['a.png', await animatedPng(12), 12],
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
