/** @file A photo's identity: metadata do not change it, pixels do; the hash of the file notices everything. */
import type { Sharp } from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { hashPicture } from '../../../main/ingest/content-hash.ts'
import { splitPicture, type SequentialFormat } from '../../../main/ingest/picture-data.ts'
import { Random } from '../../../main/math/random.ts'
import { withExif, withKeyword, withSegment } from '../../support/photos/metadata.ts'
import { drawJpeg, drawPixels, sharpOf } from '../../support/photos/pictures.ts'
import fc from '../../support/properties.ts'

type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif'
const FORMATS: Format[] = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif']

let jpeg: Buffer<ArrayBuffer>
beforeAll(async () => {
  jpeg = Buffer.from(await drawJpeg('red-circle', new Random(1)))
})

const encode = async (seed: number, format: Format): Promise<Sharp> =>
  sharpOf(await drawPixels('green-dots', new Random(seed))).toFormat(format)

describe.each(FORMATS)('%s', (format) => {
  test('written with and without metadata it is the same photo in another file', async () => {
    const plain = Buffer.from(await (await encode(1, format)).toBuffer())
    const tagged = Buffer.from(
      await (
        await encode(1, format)
      )
        .withExif({ IFD0: { ImageDescription: 'A description', Make: 'Twin' } })
        .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
        .toBuffer(),
    )
    const [a, b] = await Promise.all([hashPicture(format, plain), hashPicture(format, tagged)])
    expect(b.contentHash).toBe(a.contentHash)
    expect(a.contentHash).toMatch(/^[0-9a-f]{64}$/)
    if (!tagged.equals(plain)) expect(b.fileHash).not.toBe(a.fileHash)
    else expect(format).toBe('gif') // the one that cannot carry them
  })

  test('another picture is another photo', async () => {
    const [a, b] = await Promise.all(
      [1, 2].map(async (seed) =>
        hashPicture(format, Buffer.from(await (await encode(seed, format)).toBuffer())),
      ),
    )
    expect(a.contentHash).not.toBe(b.contentHash)
  })
})

test('keywords, rotation tags, positions and comments in a JPEG do not make it another photo', async () => {
  const expected = await hashPicture('jpeg', jpeg)
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.string({ maxLength: 50 }).map((keyword) => (file: Buffer) => withKeyword(file, keyword)),
          fc
            .integer({ min: 1, max: 8 })
            .map((orientation) => (file: Buffer) => withExif(file, { orientation })),
          fc
            .tuple(
              fc.double({ min: -90, max: 90, noNaN: true }),
              fc.double({ min: -180, max: 180, noNaN: true }),
            )
            .map((position) => (file: Buffer) => withExif(file, { position })),
          fc.tuple(fc.constantFrom(0xe0, 0xe2, 0xed, 0xef, 0xfe), fc.uint8Array({ maxLength: 300 })).map(
            ([marker, payload]) =>
              (file: Buffer) =>
                withSegment(file, marker, Buffer.from(payload)),
          ),
          fc
            .uint8Array({ minLength: 1, maxLength: 50 })
            .map((tail) => (file: Buffer) => Buffer.concat([file, tail])),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      async (edits) => {
        const edited = edits.reduce<Buffer>((file, edit) => edit(file), jpeg)
        const hashes = await hashPicture('jpeg', Buffer.from(edited))
        expect(hashes.contentHash).toBe(expected.contentHash)
        expect(hashes.fileHash).not.toBe(expected.fileHash)
      },
    ),
    { numRuns: 60 },
  )
})

test('a single byte behind the end of a JPEG is noticed, and does not make it another photo', async () => {
  const before = await hashPicture('jpeg', jpeg)
  const after = await hashPicture('jpeg', Buffer.from(Buffer.concat([jpeg, Buffer.of(0)])))
  expect(after.contentHash).toBe(before.contentHash)
  expect(after.fileHash).not.toBe(before.fileHash)
})

test('every byte of the encoded picture counts, and no byte is lost to both parts', async () => {
  const { picture, rest } = splitPicture('jpeg', jpeg)
  const bytes = [...picture, ...rest].reduce((sum, part) => sum + part.length, 0)
  expect(bytes).toBe(jpeg.length - 4) // less the start and end markers
  const { contentHash } = await hashPicture('jpeg', jpeg)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: jpeg.length >> 1, max: jpeg.length - 3 }), async (at) => {
      const changed = Buffer.from(jpeg)
      changed[at] ^= 1
      expect((await hashPicture('jpeg', changed)).contentHash).not.toBe(contentHash)
    }),
    { numRuns: 50 },
  )
})

test('the Adobe segment, which says how colours are transformed, is part of the picture', async () => {
  const adobe = withSegment(jpeg, 0xee, Buffer.from('Adobe\0\x64\0\0\0\0\0', 'latin1'))
  const { contentHash } = await hashPicture('jpeg', Buffer.from(adobe))
  expect(contentHash).not.toBe((await hashPicture('jpeg', jpeg)).contentHash)
})

test('the same PNG data in other pieces are the same photo', async () => {
  const png = await (await encode(3, 'png')).toBuffer()
  const start = png.indexOf('IDAT') - 4
  const length = png.readUInt32BE(start)
  const data = png.subarray(start + 8, start + 8 + length)
  const chunk = (part: Buffer): Buffer => {
    const out = Buffer.alloc(part.length + 12)
    out.writeUInt32BE(part.length, 0)
    out.write('IDAT', 4, 'latin1')
    part.copy(out, 8)
    return out // the checksum does not matter here
  }
  const pieces = [png.subarray(0, start), chunk(data.subarray(0, 100)), chunk(data.subarray(100))]
  const split = Buffer.concat([...pieces, png.subarray(start + 12 + length)])
  const [a, b] = await Promise.all([png, split].map((file) => hashPicture('png', Buffer.from(file))))
  expect(a.contentHash).toBe(b.contentHash)
})

test('arbitrary bytes never make the split fail or lose its way', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<SequentialFormat>('jpeg', 'png', 'webp', 'gif'),
      fc.uint8Array({ maxLength: 400 }),
      fc.boolean(),
      (format, bytes, isTail) => {
        const file = isTail ? Buffer.concat([jpeg.subarray(0, 200), bytes]) : Buffer.from(bytes)
        const split = splitPicture(format, file)
        const total = [...split.picture, ...split.rest].reduce((n, part) => n + part.length, 0)
        expect(total).toBeLessThanOrEqual(file.length)
      },
    ),
  )
})
