/** @file Identity of pictures whose samples or pages a decoder to 8 bits would lose: no bit of what is stored is lost. */
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { hashPicture } from '../../../main/ingest/content-hash.ts'
import type { PhotoFormat } from '../../../main/ingest/formats.ts'
import { Random } from '../../../main/math/random.ts'
import { drawPixels, sharpOf } from '../../support/photos/pictures.ts'
import { drawSamples, writeTiff, type TiffPage } from '../../support/photos/tiff.ts'

const SIDE = 96
const contentOf = async (format: PhotoFormat, file: Buffer): Promise<string> =>
  (await hashPicture(format, Buffer.from(file))).contentHash

const page = (
  motif: number,
  range: readonly [number, number],
  details: Partial<TiffPage> = {},
): TiffPage => ({
  ...{ width: SIDE, height: SIDE, kind: 'unsigned', bits: 16 },
  samples: drawSamples(motif, range, SIDE),
  ...details,
})

describe('four subjects are four photos', () => {
  test.each<[string, readonly [number, number], Partial<TiffPage>]>([
    ['16 bits below 256', [0, 255], {}],
    ['thermal, 7170 to 7370', [7170, 7370], {}],
    ['signed 16 bits, all negative', [-4000, -10], { kind: 'signed' }],
    ['signed 16 bits around zero', [-300, 300], { kind: 'signed' }],
    ['signed 8 bits', [-100, 0], { kind: 'signed', bits: 8 }],
    ['floating point, 0 to 1', [0, 1], { kind: 'float', bits: 32 }],
    ['floating point, degrees below zero', [-40, -3], { kind: 'float', bits: 32 }],
    ['signed 32 bits', [1e6, 1e6 + 100], { kind: 'signed', bits: 32 }],
  ])('%s', async (_, range, details) => {
    const hashes = await Promise.all(
      [0, 1, 2, 3].map((motif) => contentOf('tiff', writeTiff([page(motif, range, details)]))),
    )
    expect(new Set(hashes).size).toBe(4)
  })

  test('that differ in the lowest bit of one sample', async () => {
    const samples = drawSamples(0, [7170, 7370], SIDE)
    const changed = samples.map((value, i) => (i === 4711 ? Math.trunc(value) ^ 1 : value))
    expect(await contentOf('tiff', writeTiff([page(0, [0, 1], { samples: changed })]))).not.toBe(
      await contentOf('tiff', writeTiff([page(0, [0, 1], { samples })])),
    )
  })

  test('that differ on their second page only', async () => {
    const first = page(0, [0, 60_000])
    const hashes = await Promise.all(
      [1, 2].map((motif) => contentOf('tiff', writeTiff([first, page(motif, [0, 60_000])]))),
    )
    expect(new Set([...hashes, await contentOf('tiff', writeTiff([first]))]).size).toBe(3)
  })

  test('that are the same bytes with another meaning', async () => {
    const as = (kind: 'unsigned' | 'signed'): Promise<string> =>
      contentOf('tiff', writeTiff([page(0, [0, 60_000], { kind })]))
    expect(await as('unsigned')).not.toBe(await as('signed'))
  })

  test.each([10, 12] as const)('AVIF of %i bits, apart in the lowest ones', async (bitdepth) => {
    const draw = (low: number): Promise<Buffer> =>
      sharp(
        Uint16Array.from({ length: 64 * 64 * 3 }, (_, i) => 32_768 + (i % 97 < 40 ? low : 0)),
        {
          raw: { width: 64, height: 64, channels: 3 },
        },
      )
        .toColourspace('rgb16')
        .avif({ bitdepth, lossless: true })
        .toBuffer()
    const files = await Promise.all([0, 2 ** (16 - bitdepth)].map((low) => draw(low)))
    expect(files[0].equals(files[1])).toBe(false)
    expect(await contentOf('avif', files[0])).not.toBe(await contentOf('avif', files[1]))
  })
})

describe('what is written about a TIFF', () => {
  test.each(['little', 'big'] as const)('makes it no other photo: %s-endian, two pages', async (order) => {
    const draw = (description: string): Buffer =>
      writeTiff([page(0, [0, 900], { description }), page(1, [0, 900])], order)
    expect(await contentOf('tiff', draw('A beach'))).toBe(
      await contentOf('tiff', draw('A beach at dawn, 1998')),
    )
  })

  test('nor does a thumbnail that an editor adds', async () => {
    const photo = page(0, [0, 900])
    const small = page(0, [0, 900], {
      ...{ width: 8, height: 8, isReduced: true },
      samples: drawSamples(0, [0, 9], 8),
    })
    expect(await contentOf('tiff', writeTiff([photo, small]))).toBe(
      await contentOf('tiff', writeTiff([photo])),
    )
    expect(await contentOf('tiff', writeTiff([small]))).not.toBe(await contentOf('tiff', writeTiff([photo])))
  })

  test('in a BigTIFF with tiles and a predictor, neither', async () => {
    const draw = (make: string): Promise<Buffer> =>
      drawPixels('red-dots', new Random(1)).then((pixels) =>
        sharpOf(pixels)
          .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${make}</x:xmpmeta>`)
          .tiff({
            bigtiff: true,
            tile: true,
            tileWidth: 32,
            tileHeight: 32,
            compression: 'lzw',
            predictor: 'horizontal',
          })
          .toBuffer(),
      )
    const [a, b] = await Promise.all([draw('Twin'), draw('Another maker')])
    expect(a.equals(b)).toBe(false)
    expect(await contentOf('tiff', a)).toBe(await contentOf('tiff', b))
  })
})

test('a file that cannot be followed is identified by all its bytes', async () => {
  const whole = writeTiff([page(0, [0, 900])])
  const circle = Buffer.from(whole)
  circle.writeUInt32LE(circle.readUInt32LE(4), circle.length - 4)
  for (const broken of [whole.subarray(0, 2000), Buffer.from('II*\0\xff\xff\xff\xff', 'latin1'), circle]) {
    const changed = Buffer.concat([broken, Buffer.of(7)])
    const { contentHash, fileHash } = await hashPicture('tiff', Buffer.from(broken))
    if (broken !== circle) expect(contentHash).toBe(fileHash)
    if (broken !== circle) expect(await contentOf('tiff', changed)).not.toBe(contentHash)
  }
  expect(await contentOf('avif', Buffer.from('\0\0\0\x0cftypavif\0\0\0\x09meta\x00', 'latin1'))).toMatch(
    /^[0-9a-f]{64}$/,
  )
})
