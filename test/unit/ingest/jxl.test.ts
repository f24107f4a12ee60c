/** @file JPEG XL: its pixels, what is written about it, and an identity that does not depend on its boxes. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { expect, test } from 'vitest'
import { hashPicture } from '../../../main/ingest/content-hash.ts'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { box } from '../../support/photos/boxes.ts'
import { encodeJxl, inBoxes, inParts } from '../../support/photos/jxl.ts'
import { exifBlock } from '../../support/photos/metadata.ts'

const [WIDTH, HEIGHT] = [80, 40]

/** Red on the left, nothing on the right. */
function pixels(): Uint8Array {
  const data = new Uint8Array(WIDTH * HEIGHT * 4)
  for (let i = 0; i < WIDTH * HEIGHT; i += 1)
    data.set(i % WIDTH < WIDTH / 2 ? [200, 30, 20, 255] : [0, 0, 0, 0], i * 4)
  return data
}

const stream = await encodeJxl(pixels(), WIDTH, HEIGHT)
const exif = Buffer.concat([
  Buffer.alloc(4),
  exifBlock({ make: 'Twin', takenAt: '2024:05:06 07:08:09', orientation: 6 }),
])

async function read(file: Buffer) {
  const place = path.join(await temporaryFolder(), 'a.jxl')
  await writeFile(place, file)
  const opened = await openPicture(place)
  return opened.kind === 'picture' ? readPhoto(opened, [{ inputSize: 64, crops: ['whole'] }]) : opened
}

test.each([
  ['naked', stream],
  ['in a box', inBoxes(stream)],
  ['in parts', inParts(stream, 20)],
])('%s', async (_, file) => {
  const found = await read(file)
  expect(found).toMatchObject({ kind: 'photo', width: WIDTH, height: HEIGHT, orientation: 1, takenAt: null })
  if (found.kind !== 'photo') return
  const [left, right] = [16, 48].map((x) => [...found.pixels[0].subarray((32 * 64 + x) * 3).subarray(0, 3)])
  for (const [i, value] of [200, 30, 20].entries()) expect(Math.abs(left[i] - value)).toBeLessThan(6)
  expect(right).toEqual([255, 255, 255])
})

test.each([
  ['EXIF', box('Exif', exif)],
  ['packed EXIF', box('brob', Buffer.from('Exif', 'latin1'), brotliCompressSync(exif))],
])('%s is read; the picture is as its decoder turns it', async (_, about) => {
  expect(await read(inBoxes(stream, about))).toMatchObject({
    ...{ kind: 'photo', width: WIDTH, orientation: 1 },
    ...{ cameraMake: 'Twin', takenAt: Date.UTC(2024, 4, 6, 7, 8, 9) },
  })
})

test('EXIF that is damaged, or a bomb, says nothing', async () => {
  const bomb = brotliCompressSync(Buffer.alloc(20e6), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
  for (const about of [Buffer.from('nonsense'), bomb]) {
    const file = inBoxes(stream, box('brob', Buffer.from('Exif', 'latin1'), about))
    expect(await read(file)).toMatchObject({ kind: 'photo', cameraMake: null })
  }
})

test('a bad file has a reason', async () => {
  const bad = Buffer.from(stream)
  bad.fill(0x55, 12)
  for (const file of [
    stream.subarray(0, 30),
    bad,
    inBoxes(stream.subarray(0, 30)),
    inBoxes(Buffer.alloc(0)),
  ]) {
    const found = await read(file)
    expect(found.kind === 'unreadable' ? inEnglish(found.reason) : 'a photo').toMatch(/damaged|truncated/)
  }
  // 2^30 pixels a side.
  const huge = Buffer.from('ff0a7fffffffffffffffffffffffffffffffffff', 'hex')
  expect((await read(huge)).kind).toBe('unreadable')
})

test('the identity is the coded picture, naked or in boxes', async () => {
  const contentOf = async (file: Buffer): Promise<string> =>
    (await hashPicture('jxl', Buffer.from(file))).contentHash
  const before = await contentOf(stream)
  for (const same of [inBoxes(stream), inParts(stream, 11), inBoxes(stream, box('Exif', exif))]) {
    expect(await contentOf(same)).toBe(before)
  }
  for (const at of [5, stream.length / 2, stream.length - 1]) {
    const other = Buffer.from(stream)
    other[Math.floor(at)] ^= 1
    expect(await contentOf(inBoxes(other))).not.toBe(before)
  }
})
