/** @file RAW files become photos by the picture that the camera put into them: the largest, upright, with the time and the camera of the RAW file. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { hashPicture } from '../../../main/ingest/content-hash.ts'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { renderPicture } from '../../../main/ingest/render.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { temporaryFolder } from '../../support/folder.ts'
import type { ExifTags } from '../../support/photos/metadata.ts'
import { writeCr3, writeRaw, type RawLayout, type RawPage } from '../../support/photos/raw.ts'
import {
  CAMERA,
  data,
  DNG_FIELDS,
  jpegPage,
  large,
  LAYOUTS,
  sensorPage,
  small,
} from '../../support/photos/raw-layouts.ts'

const TAKEN = Date.UTC(2024, 4, 6, 5, 8, 9)

async function read(name: string, file: Buffer) {
  const place = path.join(await temporaryFolder(), name)
  await writeFile(place, file)
  const opened = await openPicture(place)
  return {
    place,
    read: opened.kind === 'picture' ? await readPhoto(opened, [{ inputSize: 64, crops: ['whole'] }]) : opened,
  }
}

async function reasonFor(name: string, file: Buffer): Promise<string> {
  const { read: found } = await read(name, file)
  return found.kind === 'unreadable' ? inEnglish(found.reason) : 'a photo'
}

test.each(LAYOUTS)('%s', async (name, file) => {
  const { place, read: photo } = await read(name, file)
  expect(photo).toMatchObject({
    ...{ kind: 'photo', width: 640, height: 960, orientation: 6 },
    ...{ takenAt: TAKEN, cameraMake: 'Twin', cameraModel: 'Raw 1' },
    latitude: expect.closeTo(-33.8568, 5) as number,
    longitude: expect.closeTo(151.2153, 5) as number,
  })
  if (photo.kind !== 'photo') return
  // Turned to the right: what was left is above.
  const above = photo.pixels[0].subarray((8 * 64 + 32) * 3)
  const below = photo.pixels[0].subarray((56 * 64 + 32) * 3)
  expect([above[0] > 180, above[2] < 60, below[0] < 60, below[2] > 180]).toEqual([true, true, true, true])
  const shown = await sharp((await renderPicture(place, 12_000)).bytes).metadata()
  expect([shown.width, shown.height]).toEqual([640, 960])
})

describe('what cannot be shown is said', () => {
  test('no picture in it', async () => {
    expect(await reasonFor('a.nef', writeRaw({ pages: [sensorPage(data)] }))).toMatch(/holds no picture/)
  })

  test('sensor data that are cut off, though the preview is whole', async () => {
    const { length } = writeRaw({ exif: CAMERA, pages: [jpegPage(large), sensorPage(data)] })
    const cut: RawPage = {
      fields: [
        [259, 1],
        [273, length - 10],
        [279, data.length],
      ],
    }
    const file = writeRaw({ exif: CAMERA, pages: [jpegPage(large), cut] })
    expect(await reasonFor('a.nef', file)).toBe('The picture is truncated: its end is missing.')
  })

  test('directories that are cut off, though a small picture is whole', async () => {
    const pages = [sensorPage(data), jpegPage(large), jpegPage(small)]
    const file = writeRaw({ exif: CAMERA, pages })
    const afterSmall = file.indexOf(small) + small.length
    for (const end of [afterSmall, afterSmall + 500]) {
      expect(await reasonFor('a.arw', file.subarray(0, end))).toBe(
        'The picture is truncated: its end is missing.',
      )
    }
    // The first directory is lost, so the rest is, whatever pictures are there.
    const lost = Buffer.from(file)
    lost.writeUInt32LE(file.length + 1000, 4)
    expect(await reasonFor('a.nef', lost)).toBe('The picture is truncated: its end is missing.')
    // A maker's odd place further on is none of that, where a large picture is there.
    const odd = writeRaw({ exif: CAMERA, pages: [jpegPage(large), { fields: [[330, 2 ** 31]] }] })
    expect(await reasonFor('a.orf', odd)).toBe('a photo')
  })

  test('a preview that is damaged', async () => {
    const broken = Buffer.concat([large.subarray(0, large.length / 2), Buffer.alloc(large.length / 2)])
    expect(await reasonFor('a.nef', writeRaw({ pages: [jpegPage(broken)] }))).toMatch(/damaged|truncated/)
  })

  test('nonsense behind the mark of a maker', async () => {
    expect(await reasonFor('a.rw2', Buffer.from(`IIU\0${'x'.repeat(100)}`, 'latin1'))).toMatch(
      /holds no picture/,
    )
    expect(await reasonFor('a.cr3', writeCr3({}, Buffer.alloc(0), data))).toMatch(/holds no picture/)
  })

  test('beginnings of JPEGs without an end do not take long', async () => {
    const start = performance.now()
    const many = Buffer.from('\xff\xd8\xff\xe0\0\x04'.repeat(400_000), 'latin1')
    expect(
      await reasonFor('a.orf', Buffer.concat([Buffer.from('IIRO\x08\0\0\0\0\0', 'latin1'), many])),
    ).toMatch(/holds no/)
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})

describe('the identity', () => {
  const contentOf = async (file: Buffer): Promise<string> =>
    (await hashPicture('raw', Buffer.from(file))).contentHash
  const dng = (exif: ExifTags, preview: Buffer, bytes: Buffer): RawLayout => ({
    ...{ exif, first: DNG_FIELDS },
    pages: [{ ...jpegPage(preview), fields: [[254, 1]] }, sensorPage(bytes)],
  })

  test('of a DNG is its sensor data: editors write keywords and previews', async () => {
    const before = await contentOf(writeRaw(dng(CAMERA, large, data)))
    expect(await contentOf(writeRaw(dng({ ...CAMERA, orientation: 1 }, small, data)))).toBe(before)
    for (const at of [0, 2000, data.length - 1]) {
      const other = Buffer.from(data)
      other[at] ^= 1
      expect(await contentOf(writeRaw(dng(CAMERA, large, other)))).not.toBe(before)
    }
  })

  test("of a maker's own format is every byte", async () => {
    const file = writeRaw({ exif: CAMERA, pages: [jpegPage(large), sensorPage(data)] })
    const before = await contentOf(file)
    for (const at of [20, file.length / 2, file.length - 1]) {
      const other = Buffer.from(file)
      other[Math.floor(at)] ^= 1
      expect(await contentOf(other)).not.toBe(before)
    }
  })
})
