/** @file What is read beside the pixels: orientation, time, camera, position, profile; and that nonsense is null. */
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { readHeader } from '../../../main/ingest/decode.ts'
import { readMetadata, type PhotoMetadata } from '../../../main/ingest/metadata.ts'
import { aboutOf } from '../../../main/ingest/readable.ts'
import { Random } from '../../../main/math/random.ts'
import { exifBlock, withExif, withSegment, type ExifTags } from '../../support/photos/metadata.ts'
import { drawJpeg, drawPixels, sharpOf } from '../../support/photos/pictures.ts'

const NOTHING: PhotoMetadata = {
  ...{ orientation: 1, takenAt: null, clockOffset: null, cameraMake: null, cameraModel: null },
  ...{ latitude: null, longitude: null, colourProfile: null },
}

async function read(file: Buffer): Promise<PhotoMetadata> {
  return readMetadata(aboutOf(await readHeader(file), file))
}

const tagged = async (tags: ExifTags): Promise<PhotoMetadata> =>
  read(withExif(await drawJpeg('red-circle', new Random(1)), tags))

test('everything that a camera writes', async () => {
  expect(
    await tagged({
      ...{ orientation: 6, takenAt: '2024:05:06 07:08:09', offset: '+02:00' },
      ...{ make: 'Twin  ', model: 'Sort 1\0', position: [-33.8568, 151.2153] },
    }),
  ).toEqual({
    ...{ orientation: 6, takenAt: Date.UTC(2024, 4, 6, 5, 8, 9), clockOffset: 120 },
    ...{ cameraMake: 'Twin', cameraModel: 'Sort 1' },
    latitude: expect.closeTo(-33.8568, 6) as number,
    longitude: expect.closeTo(151.2153, 6) as number,
    colourProfile: null,
  })
})

test('a time without an offset counts as UTC', async () => {
  expect((await tagged({ takenAt: '2024:05:06 07:08:09' })).takenAt).toBe(Date.UTC(2024, 4, 6, 7, 8, 9))
})

const NO_TIMES = [
  ...['0000:00:00 00:00:00', '2024:02:31 10:00:00', '    :  :     :  :  ', 'yesterday', ' ', '2024:05:06'],
  ...['2024:05:06 24:00:00', '2024:05:06 10:75:00', '2024:05:06 10:00:61', '2024:13:01 10:00:00'],
  ...['0001:01:01 00:00:00', '0020:05:06 07:08:09', '2024:00:10 10:00:00', '2024:05:00 10:00:00'],
]

test.each(NO_TIMES)('a time %j does not hide a good one in the next field', async (takenAt) => {
  const digitized = '1999:12:31 23:59:59'
  expect(await tagged({ takenAt, digitized, digitizedOffset: '-01:30' })).toEqual({
    ...NOTHING,
    ...{ takenAt: Date.UTC(2000, 0, 1, 1, 29, 59), clockOffset: -90 },
  })
})

test.each(['+25:00', '-14:30', '+01:75', '   :  ', 'Z'])(
  'an offset %j that does not exist is none',
  async (offset) => {
    expect((await tagged({ takenAt: '2024:05:06 07:08:09', offset })).takenAt).toBe(
      Date.UTC(2024, 4, 6, 7, 8, 9),
    )
  },
)

test.each(['2024-05-06 07:08:09', ' 2024:05:06 07:08:09', '2024:05:06T07:08:09'])(
  'a time may be written %j',
  async (takenAt) => {
    expect((await tagged({ takenAt })).takenAt).toBe(Date.UTC(2024, 4, 6, 7, 8, 9))
  },
)

test.each([0, 9, 200])('the orientation %i is none', async (orientation) => {
  expect(await tagged({ orientation })).toEqual(NOTHING)
})

test.each(NO_TIMES)('the time %j is no time', async (takenAt) => {
  expect(await tagged({ takenAt })).toEqual(NOTHING)
})

test('a position of zero and zero, or beyond the poles, is none', async () => {
  expect(await tagged({ position: [0, 0] })).toEqual(NOTHING)
  expect(await tagged({ position: [95, 10] })).toEqual(NOTHING)
  expect(await tagged({ position: [0, 10] })).toMatchObject({ latitude: 0, longitude: 10 })
})

test('broken EXIF is no reason to refuse a photo', async () => {
  const jpeg = await drawJpeg('red-circle', new Random(1))
  for (const exif of [
    'Exif\0\0',
    'Exif\0\0II\x2a\0\xff\xff\xff\xff',
    'Exif\0\0MM\0\x2a\0\0\0\x08\xff\xff',
    'nonsense',
  ]) {
    expect(await read(withSegment(jpeg, 0xe1, Buffer.from(exif, 'latin1')))).toEqual(NOTHING)
  }
})

test.each(['png', 'webp', 'avif'] as const)('EXIF is read from %s too', async (format) => {
  const file = await sharpOf(await drawPixels('red-circle', new Random(1)))
    .toFormat(format)
    .withExif({ IFD0: { Make: 'Twin' }, IFD2: { DateTimeOriginal: '2024:05:06 07:08:09' } })
    .toBuffer()
  expect(await read(file)).toMatchObject({ cameraMake: 'Twin', takenAt: Date.UTC(2024, 4, 6, 7, 8, 9) })
})

test('of a TIFF file, the tags of its own directory', async () => {
  const header = await readHeader(
    await sharpOf(await drawPixels('red-circle', new Random(1)))
      .tiff()
      .toBuffer(),
  )
  expect(
    await readMetadata(aboutOf(header, exifBlock({ make: 'Twin', takenAt: '2024:05:06 07:08:09' }))),
  ).toMatchObject({
    ...{ cameraMake: 'Twin', takenAt: Date.UTC(2024, 4, 6, 7, 8, 9) },
  })
})

test('the name of the colour profile', async () => {
  const pixels = sharp({ create: { width: 8, height: 8, channels: 3, background: '#a05010' } })
  expect((await read(await pixels.clone().withIccProfile('p3').jpeg().toBuffer())).colourProfile).toMatch(
    /P3/,
  )
  expect((await read(await pixels.clone().jpeg().toBuffer())).colourProfile).toBeNull()
  const broken = withSegment(
    await pixels.jpeg().toBuffer(),
    0xe2,
    Buffer.from('ICC_PROFILE\0\x01\x01nonsense', 'latin1'),
  )
  expect((await read(broken)).colourProfile).toBeNull()
})
