/**
 * Draws the icon of the packages from that of the window, a size of 1024 pixels from which electron-builder makes those of all
 * systems: `node scripts/package-icon.mjs`. To be run again when renderer/icon.svg changes.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'

const root = path.resolve(import.meta.dirname, '..')
const SIZE = 1024
/** Of the picture on its ground, as macOS asks for; other systems take it as well. */
const [MARGIN, RADIUS] = [100, 185]

const ground = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}">
    <rect x="${MARGIN}" y="${MARGIN}" width="${SIZE - 2 * MARGIN}" height="${SIZE - 2 * MARGIN}" rx="${RADIUS}" fill="#ffffff"/>
  </svg>`,
)
const side = SIZE - 4 * MARGIN
const mark = await sharp(await readFile(path.join(root, 'renderer/icon.svg')), { density: 1440 })
  .resize(side, side)
  .toBuffer()
await sharp(ground)
  .composite([{ input: mark, top: 2 * MARGIN, left: 2 * MARGIN }])
  .png({ compressionLevel: 9, palette: true })
  .toFile(path.join(root, 'resources/package/icon.png'))
