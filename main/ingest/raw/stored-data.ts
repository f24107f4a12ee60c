/**
 * @file The picture data of a RAW file as they are stored. A DNG is an open format that editors write into, keywords as well as new previews: its sensor
 * data identify it. Makers keep parts of the picture where only they know (tables that the numbers go through, in one case the
 * numbers themselves), and editors leave such files alone: every byte of them counts.
 */
import { TiffReader } from '../tiff/reader.ts'
import { picturePage } from '../tiff/stored-data.ts'
import { DNG_VERSION } from './preview.ts'

const PHOTOMETRIC = 262
/** One colour a place, or all of them. */
const SENSOR_DATA = [32_803, 34_892]

/** @returns undefined where every byte counts. */
export function rawPicture(file: Buffer): Uint8Array[] | undefined {
  try {
    const reader = new TiffReader(file)
    const pages = reader.pages()
    if (!pages[0].fields.has(DNG_VERSION)) return undefined
    const sensor = pages.filter((page) => SENSOR_DATA.includes(reader.number(page, PHOTOMETRIC)))
    return sensor.length === 0 ? undefined : sensor.flatMap((page) => picturePage(reader, page))
  } catch (error) {
    if (error instanceof RangeError) return undefined // a place beyond the end of the file, or no TIFF inside
    throw error
  }
}
