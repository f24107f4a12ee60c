/** @file Pixels: upright, in sRGB, of every kind of encoding; what is damaged or too large is refused with a reason. */
import { readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodePhoto, readHeader, THUMBNAIL_SIDE, type DecodedPhoto } from '../../../main/ingest/decode.ts'
import { sniff } from '../../../main/ingest/formats.ts'
import { openPicture } from '../../../main/ingest/read-photo.ts'
import {
  haveThumbnails,
  listThumbnails,
  thumbnailPath,
  writeThumbnail,
} from '../../../main/ingest/thumbnails.ts'
import { Random } from '../../../main/math/random.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { withExif } from '../../support/photos/metadata.ts'
import { drawJpeg, drawPixels, sharpOf } from '../../support/photos/pictures.ts'

const SIDE = 64
type Colour = readonly [number, number, number]

async function decode(file: Buffer): Promise<DecodedPhoto> {
  const sniffed = sniff(file.subarray(0, 64))
  if (sniffed.kind !== 'photo') throw new Error('not a photo')
  return decodePhoto(file, await readHeader(file), sniffed.format, [{ inputSize: SIDE, crops: ['crop'] }])
}

/** Colour at a place of the model's pixels, in 0 .. 1. */
function at({ pixels: [pixels] }: DecodedPhoto, x: number, y: number): Colour {
  const start = (Math.floor(y * SIDE) * SIDE + Math.floor(x * SIDE)) * 3
  return [pixels[start], pixels[start + 1], pixels[start + 2]]
}

function expectColour(found: Colour, expected: Colour, tolerance = 12): void {
  for (let c = 0; c < 3; c += 1) expect(Math.abs(found[c] - expected[c])).toBeLessThanOrEqual(tolerance)
}

const [RED, GREEN, BLUE, WHITE]: Colour[] = [
  [220, 20, 20],
  [20, 160, 20],
  [20, 20, 220],
  [255, 255, 255],
]

/** Four quarters: red, green / blue, white. Upright 240 x 160. */
function quarters(): Sharp {
  const [width, height] = [240, 160]
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = y < height / 2 ? (x < width / 2 ? RED : GREEN) : x < width / 2 ? BLUE : WHITE
      data.set(colour, (y * width + x) * 3)
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

function expectQuarters(photo: DecodedPhoto, tolerance?: number): void {
  expect([photo.width, photo.height]).toEqual([240, 160])
  const places = [at(photo, 0.25, 0.25), at(photo, 0.75, 0.25), at(photo, 0.25, 0.75), at(photo, 0.75, 0.75)]
  places.forEach((colour, i) => {
    expectColour(colour, [RED, GREEN, BLUE, WHITE][i], tolerance)
  })
}

describe('orientation', () => {
  /** How the upright picture must be turned to be stored so that the tag turns it back; sharp mirrors first. */
  const stored: ((picture: Sharp) => Sharp)[] = [
    (p) => p,
    (p) => p.flop(),
    (p) => p.rotate(180),
    (p) => p.flip(),
    (p) => p.rotate(270).flop(),
    (p) => p.rotate(270),
    (p) => p.rotate(90).flop(),
    (p) => p.rotate(90),
  ]
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is shown upright', async (orientation) => {
    const turned = await stored[orientation - 1](quarters()).png().toBuffer()
    const file = withExif(await sharp(turned).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(), {
      orientation,
    })
    const photo = await decode(file)
    expectQuarters(photo)
    const { width, height } = await sharp(photo.thumbnail).metadata()
    expect([width, height]).toEqual([240, 160])
  })
})

describe('encodings', () => {
  test.each(['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const)('%s', async (format) => {
    expectQuarters(await decode(await quarters().toFormat(format, { quality: 95 }).toBuffer()), 20)
  })

  test('16 bits, a palette, CMYK', async () => {
    expectQuarters(await decode(await quarters().toColourspace('rgb16').png().toBuffer()))
    expectQuarters(await decode(await quarters().png({ palette: true }).toBuffer()))
    // Printing colours are narrower and come back through a profile.
    expectQuarters(await decode(await quarters().toColourspace('cmyk').jpeg({ quality: 98 }).toBuffer()), 90)
  })

  test('grey becomes three equal channels', async () => {
    for (const space of ['b-w', 'grey16']) {
      const photo = await decode(await quarters().toColourspace(space).png().toBuffer())
      const [red, green, blue] = at(photo, 0.25, 0.25)
      expect([green, blue]).toEqual([red, red])
      expectColour(at(photo, 0.75, 0.75), WHITE)
    }
  })

  test('what is transparent lies on white', async () => {
    const picture = sharp({
      create: { width: 80, height: 80, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
    expectColour(at(await decode(await picture.clone().png().toBuffer()), 0.5, 0.5), WHITE)
    expectColour(at(await decode(await picture.webp().toBuffer()), 0.5, 0.5), WHITE)
  })

  test('of an animation the first frame', async () => {
    const frames = await Promise.all(
      ['#dc1414', '#1414dc'].map((background) =>
        sharp({ create: { width: 50, height: 50, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    for (const format of ['gif', 'webp'] as const) {
      const file = await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer()
      const photo = await decode(file)
      expect([photo.width, photo.height]).toEqual([50, 50])
      expectColour(at(photo, 0.5, 0.5), RED, 20)
    }
  })

  test('a colour profile is carried over to sRGB', async () => {
    // sRGB's red is a paler one in P3's wider space, so its numbers in the file differ from what is seen.
    const file = await quarters().withIccProfile('p3').png().toBuffer()
    const [red] = await sharp(file).keepIccProfile().raw().toBuffer()
    expect(red).toBeLessThan(RED[0] - 8)
    expectQuarters(await decode(file))
  })
})

describe('sizes', () => {
  test.each([
    [1, 1],
    [3, 700],
    [2000, 30],
    [64, 64],
    [1200, 900],
  ])('%i x %i', async (width, height) => {
    const photo = await decode(
      await sharp({ create: { width, height, channels: 3, background: '#dc1414' } })
        .jpeg()
        .toBuffer(),
    )
    expect([photo.width, photo.height]).toEqual([width, height])
    expect(photo.pixels[0].length).toBe(SIDE * SIDE * 3)
    expectColour(at(photo, 0.5, 0.5), RED)
    const thumbnail = await sharp(photo.thumbnail).metadata()
    expect(Math.max(thumbnail.width, thumbnail.height)).toBe(
      Math.min(THUMBNAIL_SIDE, Math.max(width, height)),
    )
  })

  test('the middle is what the backbone sees', async () => {
    const left = await sharp({ create: { width: 50, height: 100, channels: 3, background: '#dc1414' } })
      .png()
      .toBuffer()
    const wide = sharp({ create: { width: 300, height: 100, channels: 3, background: '#1414dc' } })
    const photo = await decode(
      await wide
        .composite([{ input: left, left: 0, top: 0 }])
        .png()
        .toBuffer(),
    )
    for (const x of [0.05, 0.5, 0.95]) expectColour(at(photo, x, 0.5), BLUE)
  })

  test('a picture of too many pixels is refused by its header alone', async () => {
    const file = await quarters().png().toBuffer()
    file.writeUInt32BE(30_000, 16)
    file.writeUInt32BE(20_000, 20)
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'bomb.png'), file)
    const header = await readHeader(file)
    await expect(decodePhoto(file, header, 'png', [{ inputSize: SIDE, crops: ['crop'] }])).rejects.toThrow(
      'exceeds pixel limit',
    )
  })
})

test.each(['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const)(
  'a truncated %s is refused',
  async (format) => {
    const whole = await sharpOf(await drawPixels('blue-dots', new Random(1)))
      .toFormat(format)
      .toBuffer()
    for (const share of [0.3, 0.8]) {
      await expect(decode(whole.subarray(0, Math.floor(whole.length * share)))).rejects.toThrow()
    }
  },
)

test('a JPEG with stray bytes between its segments, as some cameras write it, is a photo', async () => {
  const jpeg = await drawJpeg('blue-dots', new Random(1))
  const end = jpeg.length - 2
  const stray = Buffer.concat([jpeg.subarray(0, end), Buffer.from([1, 2, 3, 4]), jpeg.subarray(end)])
  expect((await decode(stray)).width).toBe(128)
})

test('a JPEG whose data are overwritten in the middle is refused', async () => {
  const jpeg = await drawJpeg('blue-dots', new Random(1))
  const damaged = Buffer.from(jpeg)
  damaged.fill(0xff, jpeg.length >> 1, (jpeg.length >> 1) + 200)
  await expect(decode(damaged)).rejects.toThrow()
})

describe('the perceptual hash', () => {
  const distance = (a: DecodedPhoto, b: DecodedPhoto): number =>
    (a.perceptualHash ^ b.perceptualHash).toString(2).replaceAll('0', '').length

  test('is near for another size and compression, far for another picture', async () => {
    const pixels = await drawPixels('red-rings', new Random(1), { width: 600, height: 400 })
    const original = sharpOf(pixels, { width: 600, height: 400 })
    const [a, b] = [
      await decode(await original.clone().png().toBuffer()),
      await decode(await original.resize(300).jpeg({ quality: 50 }).toBuffer()),
    ]
    expect(distance(a, b)).toBeLessThanOrEqual(6)
    const other = await decode(await drawJpeg('green-stripes', new Random(2)))
    expect(distance(a, other)).toBeGreaterThan(16)
  })
})

describe('files', () => {
  test('a picture is read as what it is, whatever it is called', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'really-a-png.jpg')
    await writeFile(file, await quarters().png().toBuffer())
    expect(await openPicture(file)).toMatchObject({ kind: 'picture', format: 'png' })
  })

  test('what the disk refuses is worth another try, what the bytes say is not', async () => {
    const folder = await temporaryFolder()
    expect(await openPicture(path.join(folder, 'gone.jpg'))).toMatchObject({
      kind: 'unreadable',
      isFinal: false,
    })
    await writeFile(path.join(folder, 'text.jpg'), 'words')
    expect(await openPicture(path.join(folder, 'text.jpg'))).toMatchObject({
      kind: 'unreadable',
      isFinal: true,
    })
  })

  test('thumbnails are whole or not there, and leftovers of a killed process go', async () => {
    const library = await temporaryFolder()
    const [first, second] = ['ab'.repeat(32), 'cd'.repeat(32)]
    await writeThumbnail(library, first, Buffer.from('one'))
    await writeThumbnail(library, second, Buffer.from(''))
    const leftover = `${thumbnailPath(library, first)}.123.tmp`
    await writeFile(leftover, 'half')
    const yesterday = new Date(Date.now() - 24 * 3600 * 1000)
    await utimes(leftover, yesterday, yesterday)
    expect([...(await listThumbnails(library))]).toEqual([first])
    expect(await readdir(path.dirname(leftover))).toEqual([path.basename(thumbnailPath(library, first))])
  })

  test('thumbnails that another process is writing are left alone', async () => {
    const library = await temporaryFolder()
    const hashes = Array.from({ length: 64 }, (_, index) => index.toString(16).padStart(2, '0').repeat(32))
    await Promise.all([
      ...hashes.map((hash) => writeThumbnail(library, hash, Buffer.alloc(200_000, 1))),
      ...hashes.map(() => listThumbnails(library)),
    ])
    expect((await listThumbnails(library)).size).toBe(hashes.length)
    const beside = `${thumbnailPath(library, hashes[0])}.123.tmp`
    await writeFile(beside, 'half')
    expect(await listThumbnails(library)).toEqual(new Set(hashes))
    expect(await readFile(beside, 'utf8')).toBe('half')
  })

  test('a folder of thumbnails is looked through again when it has changed, or has changed lately', async () => {
    const [library, cacheFolder] = [await temporaryFolder(), await temporaryFolder()]
    const [first, second, third] = [1, 2, 3].map((number) => `ab${String(number).padStart(62, '0')}`)
    const empty = (hash: string): Promise<void> => truncate(thumbnailPath(library, hash))
    const list = async (now: number): Promise<string[]> =>
      [...(await listThumbnails(library, { cacheFolder, now }))].toSorted()
    const later = Date.now() + 2 * 3600 * 1000
    for (const hash of [first, second]) await writeThumbnail(library, hash, Buffer.from('one'))
    expect(await list(Date.now())).toEqual([first, second])
    await empty(second) // what a loss of power does soon after it was written
    expect(await list(later)).toEqual([first])
    await writeThumbnail(library, second, Buffer.from('two'))
    expect(await list(later)).toEqual([first, second])
    // From here on the folder is known: nobody asks each of its files.
    await empty(first)
    expect(await list(later)).toEqual([first, second])
    expect([...(await listThumbnails(library))]).toEqual([second])
    await writeThumbnail(library, third, Buffer.from(''))
    expect(await list(later)).toEqual([second])
    await rm(thumbnailPath(library, second))
    expect(await list(later)).toEqual([])
  })

  test('whether all photos have thumbnails is remembered until they or the folders are others', async () => {
    const [library, cacheFolder] = [await temporaryFolder(), await temporaryFolder()]
    const [first, second, third] = ['ab', 'cd', 'ef'].map((pair) => pair.repeat(32))
    for (const hash of [first, second]) await writeThumbnail(library, hash, Buffer.from('one'))
    const asked: string[] = []
    const have = (
      version: string,
      hashes: string[],
      now = Date.now() + 2 * 3600 * 1000,
    ): Promise<boolean> => {
      const ask = (): string[] => {
        asked.push(version)
        return hashes
      }
      return haveThumbnails(library, { version, hashes: ask }, { cacheFolder, now })
    }
    expect(await have('1', [first, second], Date.now())).toBe(true)
    expect(await have('1', [first, second], Date.now())).toBe(true) // written lately: looked at again
    expect(await have('1', [first, second])).toBe(true)
    expect(asked.splice(0)).toEqual(['1', '1', '1'])
    expect(await have('1', [first, second])).toBe(true)
    expect(asked).toEqual([])
    expect(await have('2', [first, second, third])).toBe(false)
    expect(await have('2', [first, second, third])).toBe(false)
    await writeThumbnail(library, third, Buffer.from('one'))
    expect(await have('2', [first, second, third])).toBe(true)
    expect(await have('2', [first, second, third])).toBe(true)
    expect(asked.splice(0)).toEqual(['2', '2', '2'])
    await rm(thumbnailPath(library, first))
    await writeThumbnail(library, `ab${first.slice(2, -1)}0`, Buffer.from('another')) // as many as before
    expect(await have('2', [first, second, third])).toBe(false)
  })

  test('a thumbnail that another process removes while they are listed ends nothing', async () => {
    const library = await temporaryFolder()
    const hashes = Array.from({ length: 64 }, (_, index) => `aa${index.toString(16).padStart(62, '0')}`)
    for (const hash of hashes) await writeThumbnail(library, hash, Buffer.from('one'))
    const list = () => listThumbnails(library)
    await Promise.all([list(), list(), ...hashes.map((hash) => rm(thumbnailPath(library, hash))), list()])
    expect((await list()).size).toBe(0)
  })
})
