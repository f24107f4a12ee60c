/**
 * @file Pictures whose samples are no screen values: 16 bits of which a thermal camera uses two hundred, signed heights,
 * degrees in floating point. A plain conversion to 8 bits shows them as one grey; here the range that they use is stretched over
 * what a screen shows. Only what is seen and what the network reads: the identity is of the stored data.
 */
import sharp, { type Metadata, type SharpOptions } from 'sharp'
import type { Pixels } from './crops.ts'
import { inTime } from './time-limit.ts'

/** Spaces whose samples are brightness; others (CMYK, Lab) are converted as ever. */
const BRIGHTNESS = new Set(['b-w', 'grey16', 'rgb16', 'scrgb', 'srgb', 'rgb', 'multiband'])
/** From which value to which a plain conversion takes black and white, by the kind of sample. */
const FULL: ReadonlyMap<string | undefined, number> = new Map([
  ['ushort', 65_535],
  ['short', 32_767],
  ['char', 127],
  ['float', 255],
  ['double', 255],
])
/** Below this share of the full range a picture is next to one grey: 14 bits of 16 are stretched, a dark photo is not. */
const NARROW_SHARE = 0.25
/** At both ends this share of the samples does not count: dead pixels, and marks for "no value". */
const OUTLIER_SHARE = 0.001
const SIGNED_SHORT_OFFSET = 32_768

export interface SampleRange {
  readonly low: number
  readonly high: number
}

/** Whether the samples may need stretching at all; false for every ordinary photo. */
export function hasDeepSamples({ depth, space }: Metadata): boolean {
  return depth !== 'uchar' && BRIGHTNESS.has(space)
}

interface Stretching {
  readonly size: { readonly width: number; readonly height: number }
  /** It may take. */
  readonly seconds: number
  readonly options: SharpOptions
}

/**
 * The picture at this size with its used range stretched to 0 .. 255; undefined where the plain conversion shows it well.
 * @param header of the same file, with `hasDeepSamples`
 * @throws Error in the decoder's words
 */
export async function stretchedPixels(
  file: Buffer | string,
  header: Metadata,
  { size, seconds, options }: Stretching,
): Promise<Pixels | undefined> {
  // libvips keeps 16 bits unsigned at the end of a pipeline, so signed ones are shifted up to there.
  const shift = header.depth === 'short' ? SIGNED_SHORT_OFFSET : 0
  const image = sharp(file, options)
    .autoOrient()
    .resize({ ...size, fit: 'fill' })
  const shifted = (shift === 0 ? image : image.linear(1, shift))
    .toColourspace(header.space)
    .raw({ depth: 'float' })
  const { data, info } = await inTime(shifted, seconds, (limited) =>
    limited.toBuffer({ resolveWithObject: true }),
  )
  const samples = new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length))
  const colours = colourChannels(info.channels, header.hasAlpha)
  const values = brightnessOf(samples, info.channels, colours)
  for (let i = 0; i < values.length; i += 1) values[i] -= shift
  const range = usedRange(values)
  if (!needsStretching(range, header)) return undefined
  return { data: toBytes(values, colours, range), width: info.width, height: info.height }
}

/** Grey is one channel, colour three; of more (several wavelengths) the first three are shown. */
function colourChannels(channels: number, hasAlpha: boolean): 1 | 3 {
  return channels - (hasAlpha ? 1 : 0) < 3 ? 1 : 3
}

/** float32 [pixels, colours] */
function brightnessOf(samples: Float32Array, channels: number, colours: number): Float32Array {
  if (channels === colours) return samples
  const pixels = samples.length / channels
  const out = new Float32Array(pixels * colours)
  for (let i = 0; i < pixels; i += 1) {
    for (let c = 0; c < colours; c += 1) out[i * colours + c] = samples[i * channels + c]
  }
  return out
}

function usedRange(values: Float32Array): SampleRange {
  const sorted = values.filter((value) => Number.isFinite(value)).sort()
  if (sorted.length === 0) return { low: 0, high: 0 }
  const outliers = Math.floor(sorted.length * OUTLIER_SHARE)
  return { low: sorted[outliers], high: sorted[sorted.length - 1 - outliers] }
}

function needsStretching({ low, high }: SampleRange, { depth, space }: Metadata): boolean {
  const full = space === 'scrgb' ? 1 : FULL.get(depth)
  // Whole numbers of 32 bits have no black and white of their own.
  return full === undefined || low < 0 || high > full || high - low < NARROW_SHARE * full
}

/** RGB, uint8; the middle grey where all samples are the same, black where one is no number. */
function toBytes(values: Float32Array, colours: number, { low, high }: SampleRange): Buffer {
  const pixels = values.length / colours
  const out = Buffer.alloc(pixels * 3)
  for (let i = 0; i < pixels; i += 1) {
    for (let c = 0; c < 3; c += 1) {
      const value = values[i * colours + (colours === 1 ? 0 : c)]
      const share = high > low ? (value - low) / (high - low) : 0.5
      out[i * 3 + c] = Number.isNaN(share) ? 0 : Math.round(255 * Math.min(1, Math.max(0, share)))
    }
  }
  return out
}
