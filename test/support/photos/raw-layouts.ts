/** @file Drawn RAW files, one in the layout of each maker: the same large preview, red on the left, to be turned to the right, and what the camera says. */
import sharp from 'sharp'
import { withExif, type ExifTags } from './metadata.ts'
import { writeCr3, writeRaf, writeRaw, type RawPage } from './raw.ts'

export const CAMERA: ExifTags = {
  ...{ make: 'Twin', model: 'Raw 1', orientation: 6, takenAt: '2024:05:06 07:08:09', offset: '+02:00' },
  position: [-33.8568, 151.2153],
}
export const DNG_FIELDS: readonly (readonly [number, number])[] = [[50_706, 0x00_00_04_01]]

/** Red on the left, blue on the right. */
function drawJpeg(width: number, height: number): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3)
  for (let i = 0; i < width * height; i += 1)
    data.set(i % width < width / 2 ? [220, 20, 20] : [20, 20, 220], i * 3)
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer()
}

/** What no JPEG looks like; another for every number. */
const sensor = (seed: number): Buffer => Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * seed) % 251))
export const jpegPage = (jpeg: Buffer): RawPage => ({ data: [[513, 514, jpeg]] })
export const sensorPage = (bytes: Buffer): RawPage => ({
  fields: [
    [254, 0],
    [259, 1],
    [262, 32_803],
  ],
  data: [[273, 279, bytes]],
})

export const [large, small, tile] = await Promise.all([
  drawJpeg(960, 640),
  drawJpeg(160, 120),
  drawJpeg(1600, 1600),
])
export const data = sensor(7)

export const LAYOUTS: readonly (readonly [name: string, file: Buffer])[] = [
  [
    'a.nef',
    writeRaw({ exif: CAMERA, pages: [{ below: [jpegPage(large), sensorPage(data)] }, jpegPage(small)] }),
  ],
  ['a.arw', writeRaw({ exif: CAMERA, pages: [jpegPage(small), jpegPage(large), sensorPage(data)] })],
  [
    'a.cr2',
    writeRaw({ exif: CAMERA, pages: [{ fields: [[259, 6]], data: [[273, 279, large]] }, sensorPage(data)] }),
  ],
  [
    'a.dng',
    writeRaw({
      ...{ exif: CAMERA, first: DNG_FIELDS },
      pages: [
        {
          fields: [
            [254, 1],
            [259, 7],
          ],
          data: [[273, 279, large]],
        },
        {
          fields: [
            [254, 0],
            [259, 7],
            [262, 34_892],
          ],
          data: [[324, 325, tile]],
        },
      ],
    }),
  ],
  [
    'a.rw2',
    writeRaw({
      mark: 'IIU\0',
      exif: CAMERA,
      pages: [
        {
          fields: [
            [46, large],
            [273, 0xff_ff_ff_ff],
          ],
        },
      ],
    }),
  ],
  // The maker alone knows where it lies.
  [
    'a.orf',
    writeRaw({
      mark: 'IIRO',
      exif: CAMERA,
      pages: [{ fields: [[37_500, Buffer.concat([data, large, data])]] }],
    }),
  ],
  ['a.cr3', writeCr3(CAMERA, Buffer.concat([small, large]), data)],
  ['a.raf', writeRaf(withExif(large, CAMERA), data)],
  ['a.pef', writeRaw({ exif: CAMERA, pages: [sensorPage(data), jpegPage(small), jpegPage(large)] })],
  [
    'a.srw',
    writeRaw({ exif: CAMERA, pages: [jpegPage(small), { below: [jpegPage(large)] }, sensorPage(data)] }),
  ],
]
