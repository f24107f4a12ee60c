/** @file Pictures with a narrow or negative range of samples can be seen: as thumbnail, by the network, in the large view. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodePhoto, readHeader, type DecodedPhoto } from '../../../main/ingest/decode.ts'
import { renderPicture } from '../../../main/ingest/render.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawSamples, writeTiff, type TiffPage } from '../../support/photos/tiff.ts'

const SIDE = 96
const draw = (motif: number, range: readonly [number, number], details: Partial<TiffPage>): Buffer =>
  writeTiff([
    {
      width: SIDE,
      height: SIDE,
      kind: 'unsigned',
      bits: 16,
      samples: drawSamples(motif, range, SIDE),
      ...details,
    },
  ])

async function decoded(file: Buffer): Promise<DecodedPhoto> {
  return decodePhoto(file, await readHeader(file), 'tiff', [{ inputSize: SIDE, crops: ['crop'] }])
}

/** Pearson correlation of one channel with what was drawn. */
function likeness(pixels: Uint8Array, samples: readonly number[]): number {
  const n = samples.length
  const seen = Array.from({ length: n }, (_, i) => pixels[i * (pixels.length / n)])
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n
  const [a, b] = [mean(seen), mean(samples)]
  let [both, one, other] = [0, 0, 0]
  for (let i = 0; i < n; i += 1) {
    both += (seen[i] - a) * (samples[i] - b)
    one += (seen[i] - a) ** 2
    other += (samples[i] - b) ** 2
  }
  return both / Math.sqrt(one * other)
}

describe('a picture whose samples use a narrow or negative range', () => {
  test.each<[string, readonly [number, number], Partial<TiffPage>]>([
    ['16 bits below 256', [0, 255], {}],
    ['thermal', [7170, 7370], {}],
    ['14 bits of 16', [0, 16_383], {}],
    ['signed, negative', [-4000, -10], { kind: 'signed' }],
    ['signed, around zero', [-300, 300], { kind: 'signed' }],
    ['signed 8 bits', [-100, 0], { kind: 'signed', bits: 8 }],
    ['floating point, 0 to 1', [0, 1], { kind: 'float', bits: 32 }],
    ['degrees below zero', [-40, -3], { kind: 'float', bits: 32 }],
    ['signed 32 bits', [-1e6, -1e6 + 100], { kind: 'signed', bits: 32 }],
  ])('is seen as it was drawn: %s', async (_, range, details) => {
    const samples = drawSamples(1, range, SIDE)
    const file = draw(1, range, details)
    const {
      pixels: [pixels],
      thumbnail,
      isStretched,
    } = await decoded(file)
    expect(isStretched).toBe(true)
    expect(likeness(pixels, samples)).toBeGreaterThan(0.99)
    const small = await sharp(thumbnail).raw().toBuffer()
    expect(likeness(small, samples)).toBeGreaterThan(0.98)
    const stored = path.join(await temporaryFolder(), 'picture.tif')
    await writeFile(stored, file)
    const large = await sharp((await renderPicture(stored, 2048)).bytes)
      .raw()
      .toBuffer()
    expect(likeness(large, samples)).toBeGreaterThan(0.98)
  })

  test('a hot pixel does not take the whole range', async () => {
    const samples = drawSamples(1, [7170, 7370], SIDE)
    const {
      pixels: [pixels],
    } = await decoded(draw(1, [0, 0], { samples: samples.map((value, i) => (i === 99 ? 65_535 : value)) }))
    expect(Math.max(...pixels) - Math.min(...pixels)).toBe(255)
    expect(likeness(pixels.subarray(600 * 3), samples.slice(600))).toBeGreaterThan(0.98)
  })

  test('values that are no numbers, and a single value, do no harm', async () => {
    const samples = drawSamples(1, [-3, 3], SIDE).map((value, i) => (i < 50 ? Number.NaN : value))
    const {
      pixels: [pixels],
    } = await decoded(draw(1, [0, 0], { samples, kind: 'float', bits: 32 }))
    expect(likeness(pixels.subarray(3000 * 3), samples.slice(3000))).toBeGreaterThan(0.98)
    const flat = await decoded(draw(1, [7000, 7000], {}))
    expect(new Set(flat.pixels[0])).toEqual(new Set([128]))
  })
})

test.each<[string, readonly [number, number], Partial<TiffPage>]>([
  ['8 bits, low in contrast', [100, 130], { bits: 8 }],
  ['16 bits', [0, 65_535], {}],
  ['a dark photo of 16 bits', [0, 20_000], {}],
  ['floating point, 0 to 255', [0, 255], { kind: 'float', bits: 32 }],
])('an ordinary picture is converted as ever: %s', async (_, range, details) => {
  const {
    pixels: [pixels],
    isStretched,
  } = await decoded(draw(1, range, details))
  expect(isStretched).toBe(false)
  const full = details.kind === 'float' || details.bits === 8 ? 255 : 65_535
  expect(Math.max(...pixels)).toBeLessThanOrEqual(Math.ceil((range[1] / full) * 255) + 2)
})
