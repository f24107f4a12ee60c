/** @file HEIC: upright, in sRGB, with what is written about it; decoded where a bad file costs itself alone. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { hashPicture } from '../../../main/ingest/content-hash.ts'
import { ForeignDecoders, usualLimits } from '../../../main/ingest/foreign/decoders.ts'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { renderPicture } from '../../../main/ingest/render.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { box } from '../../support/photos/boxes.ts'
import {
  colourProfile,
  coloursByNumber,
  mirrored,
  QUARTERS,
  turned,
  writeHeic,
} from '../../support/photos/heic.ts'
import { exifBlock } from '../../support/photos/metadata.ts'

async function placed(file: Buffer): Promise<string> {
  const place = path.join(await temporaryFolder(), 'a.heic')
  await writeFile(place, file)
  return place
}

async function read(file: Buffer) {
  const opened = await openPicture(await placed(file))
  return opened.kind === 'picture' ? readPhoto(opened, [{ inputSize: 64, crops: ['whole'] }]) : opened
}

async function photo(file: Buffer) {
  const found = await read(file)
  if (found.kind === 'unreadable') throw new Error(inEnglish(found.reason))
  return found
}

async function reasonFor(file: Buffer): Promise<string> {
  const found = await read(file)
  return found.kind === 'unreadable' ? inEnglish(found.reason) : 'a photo'
}

/** The colours of the quarters: above left and right, below left and right. */
function quarters(pixels: Uint8Array): string {
  const name = (x: number, y: number): string => {
    const [red, green, blue] = pixels.subarray((y * 64 + x) * 3)
    if (red > 180 && green > 180 && blue > 180) return 'white'
    return red > 150 ? 'red' : green > 110 ? 'green' : blue > 150 ? 'blue' : `${red} ${green} ${blue}`
  }
  return [name(16, 16), name(48, 16), name(16, 48), name(48, 48)].join(' ')
}

describe('a picture', () => {
  test('with all that a phone writes', async () => {
    const exif = exifBlock({
      // What the decoder has turned already must not be turned again.
      ...{ orientation: 6, takenAt: '2024:05:06 07:08:09', offset: '+02:00', make: 'Twin', model: 'Phone 1' },
      position: [-33.8568, 151.2153],
    })
    const found = await photo(writeHeic({ exif, properties: [turned(0)] }))
    expect(found).toMatchObject({
      ...{ ...QUARTERS, orientation: 1, takenAt: Date.UTC(2024, 4, 6, 5, 8, 9) },
      ...{ cameraMake: 'Twin', cameraModel: 'Phone 1', colourProfile: null },
      latitude: expect.closeTo(-33.8568, 5) as number,
      longitude: expect.closeTo(151.2153, 5) as number,
    })
    expect(quarters(found.pixels[0])).toBe('red green blue white')
  })

  test.each([
    ['a quarter turn to the left', [turned(1)], 'green white red blue', 8],
    ['half a turn', [turned(2)], 'white blue green red', 3],
    ['a quarter turn to the right', [turned(3)], 'blue red white green', 6],
    ['mirrored top to bottom', [mirrored(0)], 'blue white red green', 4],
    ['mirrored left to right', [mirrored(1)], 'green red white blue', 2],
    ['turned and mirrored', [turned(1), mirrored(1)], 'white green blue red', 7],
  ] as const)('%s', async (_, properties, expected, orientation) => {
    const file = writeHeic({ properties })
    const found = await photo(file)
    expect(quarters(found.pixels[0])).toBe(expected)
    const isUpright = orientation < 5
    expect([found.width, found.height]).toEqual(isUpright ? [96, 64] : [64, 96])
    expect(found.orientation).toBe(orientation)
    const shown = await sharp((await renderPicture(await placed(file), 12_000)).bytes).metadata()
    expect([shown.width, shown.height]).toEqual(isUpright ? [96, 64] : [64, 96])
  })

  test('is turned by its EXIF where nothing else says how', async () => {
    const file = writeHeic({ exif: exifBlock({ orientation: 6, make: 'Twin' }) })
    const found = await photo(file)
    expect(quarters(found.pixels[0])).toBe('blue red white green')
    expect([found.width, found.height, found.orientation]).toEqual([64, 96, 6])
    const shown = await sharp((await renderPicture(await placed(file), 12_000)).bytes).metadata()
    expect([shown.width, shown.height]).toEqual([64, 96])
  })

  test('in wider colours is brought into sRGB', async () => {
    const green = async (properties: readonly Buffer[]): Promise<Uint8Array> =>
      (await photo(writeHeic({ properties }))).pixels[0].subarray((16 * 64 + 48) * 3, (16 * 64 + 48) * 3 + 3)
    const plain = await green([])
    expect(await green([coloursByNumber(1, 13)])).toEqual(plain)
    const square = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    const { icc } = await sharp(await square.withIccProfile('p3').png().toBuffer()).metadata()
    if (icc === undefined) throw new Error('sharp embeds no profile.')
    const [byProfile, byNumber] = [await green([colourProfile(icc)]), await green([coloursByNumber(12, 13)])]
    for (const wide of [byProfile, byNumber]) {
      // The same numbers mean a stronger green, which sRGB writes with less red.
      expect(wide[0]).toBeLessThan(plain[0])
      expect(wide[1]).toBeGreaterThan(plain[1])
    }
    for (const [i, value] of byProfile.entries()) expect(Math.abs(value - byNumber[i])).toBeLessThan(4)
    // Brightness in nits: what is 220 of 255 there is far brighter than paper.
    const bright = await green([coloursByNumber(9, 16)])
    expect(bright[1]).not.toBe(plain[1])
  })
})

describe('a bad file has a reason', () => {
  const whole = writeHeic()

  test('cut off', async () => {
    for (const end of [20, 100, whole.length - 200, whole.length - 3]) {
      expect(await reasonFor(whole.subarray(0, end))).toMatch(/truncated|damaged/)
    }
  })

  test('not a coded picture', async () => {
    expect(await reasonFor(writeHeic({ coded: Buffer.alloc(300, 7) }))).toMatch(/damaged|truncated/)
  })

  test('too large to be one', async () => {
    const size = { width: 60_000, height: 60_000 }
    expect(await reasonFor(writeHeic({ size }))).toMatch(/too large .*3600 million/)
  })

  test('a codec that is not there', async () => {
    const file = Buffer.from(whole)
    file.write('unci', file.indexOf('hvc1'), 'latin1')
    expect(await reasonFor(file)).toMatch(/not supported yet/)
  })

  test('frames of a film, and no picture', async () => {
    const film = Buffer.concat([box('ftyp', Buffer.from('msf1\0\0\0\0hevcmsf1')), box('moov'), box('mdat')])
    expect(await reasonFor(film)).toMatch(/not supported yet.*film/)
  })
})

describe('decoders apart', () => {
  const request = { format: 'heic', file: new Uint8Array(writeHeic()) } as const

  test('a file that takes too long costs itself; the next one has another thread', async () => {
    const decoders = new ForeignDecoders({ ...usualLimits(), threads: 1, time: 0, timeMegabyte: 0 })
    await expect(decoders.decode(request)).rejects.toMatchObject({ sentence: { key: 'picture-endless' } })
    const patient = new ForeignDecoders({ ...usualLimits(), threads: 1 })
    expect((await sharp(await patient.decode(request)).metadata()).width).toBe(96)
  })

  test('a file that takes too much memory costs itself', async () => {
    const decoders = new ForeignDecoders({ ...usualLimits(), threads: 1, memory: 20e6 })
    const file = new Uint8Array(Buffer.concat([writeHeic(), box('free', Buffer.alloc(40e6))]))
    await expect(decoders.decode({ ...request, file })).rejects.toMatchObject({
      sentence: { key: 'picture-too-large' },
    })
    expect((await decoders.decode(request)).length).toBeGreaterThan(96 * 64 * 3)
  })

  test('pictures wait for a thread, and who is cancelled meanwhile waits no longer than that', async () => {
    const decoders = new ForeignDecoders({ ...usualLimits(), threads: 1 })
    const [first, second, third] = await Promise.allSettled([
      decoders.decode(request),
      decoders.decode({ ...request, file: request.file.subarray(0, 300) }),
      decoders.decode(request, AbortSignal.abort()),
    ])
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
    expect(third).toMatchObject({ reason: { code: 'cancelled' } })
    expect((await decoders.decode(request)).length).toBeGreaterThan(96 * 64 * 3)
  })
})

test('the identity is the coded picture, however it is turned or described', async () => {
  const contentOf = async (file: Buffer): Promise<string> =>
    (await hashPicture('heic', Buffer.from(file))).contentHash
  const before = await contentOf(writeHeic())
  const exif = exifBlock({ make: 'Twin' })
  for (const parts of [
    { exif },
    { properties: [turned(1)] },
    { properties: [turned(2), mirrored(1)], exif },
  ]) {
    expect(await contentOf(writeHeic(parts))).toBe(before)
  }
  const file = writeHeic()
  for (const back of [1, 50, 200]) {
    const other = Buffer.from(file)
    other[file.length - back] ^= 1
    expect(await contentOf(other)).not.toBe(before)
  }
})
