/**
 * @file Pictures that the tests draw for themselves: seeded, so that every run and machine sees the same ones.
 * `drawLibrary` makes folders of classes that a backbone tells apart although each picture differs; the rest makes
 * single files with the properties that the reading of photos has to cope with.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { Random } from '../../../main/math/random.ts'

export interface DrawnPhoto {
  readonly path: string
  /** Name of its class, which is also its parent folder. */
  readonly class: string
}

/** A kind of motif: draws its SVG elements into a square of 100 x 100. */
type Motif = (random: Random, colour: string) => string

const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next()
const several = (count: number, draw: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => draw(i)).join('')

const MOTIFS: Readonly<Record<string, Motif>> = {
  circle: (r, c) =>
    `<circle cx="${between(r, 40, 60)}" cy="${between(r, 40, 60)}" r="${between(r, 22, 34)}" fill="${c}"/>`,
  stripes: (r, c) => {
    const tilt = between(r, -15, 15)
    return `<g transform="rotate(${tilt} 50 50)">${several(8, (i) => `<rect x="${i * 14 - 8}" y="-20" width="7" height="140" fill="${c}"/>`)}</g>`
  },
  dots: (r, c) =>
    several(
      25,
      (i) =>
        `<circle cx="${(i % 5) * 20 + between(r, 6, 14)}" cy="${Math.floor(i / 5) * 20 + between(r, 6, 14)}" r="${between(r, 3, 5)}" fill="${c}"/>`,
    ),
  triangle: (r, c) =>
    `<polygon points="${between(r, 40, 60)},${between(r, 8, 20)} ${between(r, 80, 95)},${between(r, 78, 92)} ${between(r, 5, 20)},${between(r, 78, 92)}" fill="${c}"/>`,
  grid: (r, c) => {
    const shift = between(r, 0, 10)
    return several(
      6,
      (i) =>
        `<path d="M${i * 18 + shift} 0V100M0 ${i * 18 + shift}H100" stroke="${c}" stroke-width="3" fill="none"/>`,
    )
  },
  rings: (r, c) => {
    const [x, y] = [between(r, 42, 58), between(r, 42, 58)]
    return several(
      5,
      (i) =>
        `<circle cx="${x}" cy="${y}" r="${8 + i * 9}" fill="none" stroke="${c}" stroke-width="${between(r, 3, 4)}"/>`,
    )
  },
}

const COLOURS: Readonly<Record<string, readonly [hue: number, saturation: number, lightness: number]>> = {
  red: [0, 80, 45],
  green: [125, 65, 35],
  blue: [220, 80, 45],
  yellow: [52, 95, 50],
}

/** Names of the first `count` classes, at most 24: "red-circle", "green-stripes", ... */
export function classNames(count: number): string[] {
  const motifs = Object.keys(MOTIFS)
  const colours = Object.keys(COLOURS)
  return Array.from({ length: count }, (_, i) => {
    // Neighbouring classes differ in motif and colour; after every motif the colours move on by one.
    const colour = colours[(i + Math.floor(i / motifs.length)) % colours.length]
    return `${colour}-${motifs[i % motifs.length]}`
  })
}

export interface PictureSize {
  readonly width: number
  readonly height: number
}

const SIZE: PictureSize = { width: 128, height: 96 }

/** One picture of a class, with jitter of place, size and shade and with pixel noise: RGB, uint8 [height, width, 3]. */
export async function drawPixels(className: string, random: Random, size = SIZE): Promise<Buffer> {
  const [colourName, motifName] = className.split('-')
  const motif = MOTIFS[motifName]
  const [hue, saturation, lightness] = COLOURS[colourName]
  const colour = `hsl(${hue + between(random, -8, 8)} ${saturation}% ${lightness + between(random, -6, 6)}%)`
  const ground = `hsl(${random.integer(360)} 15% ${between(random, 72, 90)}%)`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 100 100" preserveAspectRatio="none"><rect width="100" height="100" fill="${ground}"/>${motif(random, colour)}</svg>`
  const pixels = await sharp(Buffer.from(svg)).flatten().removeAlpha().toColourspace('srgb').raw().toBuffer()
  for (let i = 0; i < pixels.length; i += 1) {
    pixels[i] = Math.max(0, Math.min(255, pixels[i] + (random.next() - 0.5) * 24))
  }
  return pixels
}

export function sharpOf(pixels: Buffer, size = SIZE): Sharp {
  return sharp(pixels, { raw: { width: size.width, height: size.height, channels: 3 } })
}

/** One picture as a JPEG file's bytes. */
export async function drawJpeg(
  className: string,
  random: Random,
  size = SIZE,
  quality = 90,
): Promise<Buffer> {
  return sharpOf(await drawPixels(className, random, size), size)
    .jpeg({ quality })
    .toBuffer()
}

/** The files that `drawLibrary` writes. */
export function drawnFiles(
  folder: string,
  { classes, perClass }: { classes: number; perClass: number },
): DrawnPhoto[] {
  return classNames(classes).flatMap((name) =>
    Array.from({ length: perClass }, (_, index) => ({
      path: path.join(folder, name, `${name}-${String(index + 1).padStart(4, '0')}.jpg`),
      class: name,
    })),
  )
}

/**
 * Writes `classes` x `perClass` JPEG pictures as `folder/CLASS/CLASS-0001.jpg` ...; no two have the same content.
 * The same options give the same files. With `copies` so many in a row show the same, compressed more and more.
 */
export async function drawLibrary(
  folder: string,
  options: { classes: number; perClass: number; copies?: number; seed?: number; size?: PictureSize },
): Promise<DrawnPhoto[]> {
  const random = new Random(options.seed ?? 0)
  for (const name of classNames(options.classes)) await mkdir(path.join(folder, name), { recursive: true })
  const photos = drawnFiles(folder, options)
  for (const [index, { path: file, class: name }] of photos.entries()) {
    const ofClass = index % options.perClass
    const copy = ofClass % (options.copies ?? 1)
    const own = random.fork(`${name} ${ofClass - copy + 1}`)
    await writeFile(file, await drawJpeg(name, own, options.size, 90 - 2 * copy))
  }
  return photos
}

/** What goes wrong with files, as [name, bytes]; none of them is a readable photo. */
export async function brokenFiles(random: Random): Promise<[name: string, bytes: Buffer][]> {
  const jpeg = await drawJpeg('blue-dots', random)
  const png = await sharpOf(await drawPixels('red-grid', random))
    .png()
    .toBuffer()
  return [
    ['empty.jpg', Buffer.alloc(0)],
    ['text.jpg', Buffer.from('These are only words.\n')],
    ['zeros.png', Buffer.alloc(5000)],
    ['truncated.jpg', jpeg.subarray(0, Math.floor(jpeg.length * 0.7))],
    ['truncated.png', png.subarray(0, Math.floor(png.length * 0.7))],
    ['only-magic.jpg', jpeg.subarray(0, 3)],
    ['phone.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
    ['camera.nef', Buffer.concat([Buffer.from('II\x2a\0\x08\0\0\0', 'latin1'), Buffer.alloc(64)])],
  ]
}
