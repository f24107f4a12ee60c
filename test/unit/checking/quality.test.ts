/** @file What is measured of a picture to tell bad ones by. */
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { measureQuality, qualityOf } from '../../../main/ingest/quality.ts'
import { Random } from '../../../main/math/random.ts'

const [WIDTH, HEIGHT] = [240, 180]
/** Patches of random luma, as a photograph has details of all sizes. */
function picture(low = 0, high = 255): Uint8Array {
  const random = new Random(7)
  const out = new Uint8Array(WIDTH * HEIGHT)
  for (let patch = 0; patch < 4_000; patch += 1) {
    const [x, y, side] = [random.integer(WIDTH), random.integer(HEIGHT), 1 + random.integer(12)]
    const value = low + random.integer(high - low + 1)
    for (let row = y; row < Math.min(HEIGHT, y + side); row += 1)
      out.fill(value, row * WIDTH + x, row * WIDTH + Math.min(WIDTH, x + side))
  }
  return out
}
const encoded = (luma: Uint8Array) => sharp(luma, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })

describe('quality', () => {
  it('is less sharp the more a picture is blurred, whatever its contrast', async () => {
    const jpeg = (sigma: number, low = 0, high = 255) => {
      const image = encoded(picture(low, high))
      return (sigma === 0 ? image : image.blur(sigma)).jpeg({ quality: 90 }).toBuffer()
    }
    const sharpness = async (sigma: number, low?: number, high?: number) =>
      (await measureQuality(await jpeg(sigma, low, high))).sharpness
    const values = [await sharpness(0), await sharpness(1), await sharpness(2.5)]
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect(values[0] - values[2]).toBeGreaterThan(12)
    expect(Math.abs((await sharpness(0, 90, 150)) - values[0])).toBeLessThan(6)
  })

  it('tells nothing bright from nothing dark', () => {
    const dark = qualityOf(picture(0, 40), WIDTH, HEIGHT)
    const bright = qualityOf(picture(200, 255), WIDTH, HEIGHT)
    expect(dark.lightest).toBeLessThanOrEqual(40)
    expect(bright.darkest).toBeGreaterThanOrEqual(200)
    expect(qualityOf(picture(), WIDTH, HEIGHT)).toMatchObject({ plain: 0 })
  })

  it('counts lines of one tone, which a screenshot with bars or a page of text has', async () => {
    const luma = picture()
    luma.fill(0, 0, 60 * WIDTH)
    luma.fill(0, 140 * WIDTH)
    const { plain } = await measureQuality(await encoded(luma).jpeg({ quality: 80 }).toBuffer())
    expect(plain).toBeGreaterThan(0.45)
    expect(plain).toBeLessThan(0.6)
  })

  it('is measured of pictures of any size, also of one pixel', () => {
    expect(qualityOf(Uint8Array.of(128), 1, 1)).toEqual({
      ...{ sharpness: 0, lightest: 128, darkest: 128, plain: 1 },
    })
  })
})
