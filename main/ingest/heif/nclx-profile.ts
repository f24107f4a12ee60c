/**
 * @file An ICC profile for colours that a HEIC only names by numbers (ITU-T H.273): Display P3, or the wide and bright ones of films. It is what
 * every decoder of profiles understands: three primaries and one curve. References: ICC.1:2022; ITU-R BT.2100.
 */

/** X, Y and Z of red, green and blue, adapted to D50 as profiles are. */
type Primaries = readonly (readonly [x: number, y: number, z: number])[]

const SRGB = 1
const P3: Primaries = [
  [0.51512, 0.2412, -0.00105],
  [0.29198, 0.69225, 0.04189],
  [0.1571, 0.06657, 0.78407],
]
const PRIMARIES: ReadonlyMap<number, Primaries> = new Map<number, Primaries>([
  [
    SRGB,
    [
      [0.43607, 0.22249, 0.01392],
      [0.38515, 0.71687, 0.09708],
      [0.14307, 0.06061, 0.7141],
    ],
  ],
  [
    9, // BT.2020
    [
      [0.67348, 0.27904, -0.00193],
      [0.16566, 0.67534, 0.02998],
      [0.12505, 0.04561, 0.79686],
    ],
  ],
  [11, P3],
  [12, P3],
])
const D50 = [0.9642, 1, 0.82491] as const

const PQ = 16
const HLG = 18
const CURVE_POINTS = 1024

/** @returns undefined for sRGB and what looks like it, and for colours that we do not know. */
export function nclxProfile(primaries: number, transfer: number): Buffer | undefined {
  const known = PRIMARIES.get(primaries)
  const isBright = transfer === PQ || transfer === HLG
  if (known === undefined || (primaries === SRGB && !isBright)) return undefined
  const curve = transfer === PQ ? pq : transfer === HLG ? hlg : srgb
  return profileWith(known, curve)
}

function srgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** Made to look right on a screen that knows nothing of it. */
function hlg(value: number): number {
  return value ** 2.2
}

/** Nits of a white sheet of paper: BT.2408. */
const PAPER = 203
/** Up to here brightness is kept; what is brighter is pressed into the rest. */
const KEPT = 0.6

/** Light from SMPTE ST 2084, relative to paper, with its highlights rolled off. */
function pq(value: number): number {
  const power = value ** (1 / 78.84375)
  const light = (Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125)
  const paper = (light * 10_000) / PAPER
  if (paper <= KEPT) return paper
  return KEPT + (1 - KEPT) * (1 - Math.exp(-(paper - KEPT) / (1 - KEPT)))
}

function profileWith(primaries: Primaries, curve: (value: number) => number): Buffer {
  const points = Buffer.alloc(12 + 2 * CURVE_POINTS)
  points.write('curv', 'latin1')
  points.writeUInt32BE(CURVE_POINTS, 8)
  for (let i = 0; i < CURVE_POINTS; i += 1) {
    points.writeUInt16BE(Math.round(65_535 * curve(i / (CURVE_POINTS - 1))), 12 + 2 * i)
  }
  const parts: readonly (readonly [tags: readonly string[], data: Buffer])[] = [
    [['desc'], description('Twinsort: colours by number')],
    [['wtpt'], xyz(D50)],
    ...(['rXYZ', 'gXYZ', 'bXYZ'] as const).map((tag, i) => [[tag], xyz(primaries[i])] as const),
    [['rTRC', 'gTRC', 'bTRC'], points],
  ]
  const count = parts.reduce((sum, [tags]) => sum + tags.length, 0)
  const table = Buffer.alloc(4 + 12 * count)
  table.writeUInt32BE(count)
  let entry = 4
  let at = HEADER_LENGTH + table.length
  for (const [tags, data] of parts) {
    for (const tag of tags) {
      table.write(tag, entry, 'latin1')
      table.writeUInt32BE(at, entry + 4)
      table.writeUInt32BE(data.length, entry + 8)
      entry += 12
    }
    at += data.length
  }
  return Buffer.concat([header(at), table, ...parts.map(([, data]) => data)])
}

const HEADER_LENGTH = 128

function header(length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_LENGTH)
  bytes.writeUInt32BE(length)
  bytes.writeUInt32BE(0x02400000, 8) // version 2.4
  bytes.write('mntrRGB XYZ ', 12, 'latin1')
  bytes.write('acsp', 36, 'latin1')
  xyz(D50).copy(bytes, 68, 8)
  return bytes
}

function xyz(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(20)
  bytes.write('XYZ ', 'latin1')
  values.forEach((value, i) => bytes.writeInt32BE(Math.round(value * 65_536), 8 + 4 * i))
  return bytes
}

/** As version 2 writes it: ASCII, and no text in other scripts; padded to four bytes. */
function description(text: string): Buffer {
  const bytes = Buffer.alloc(Math.ceil((12 + text.length + 1 + 78) / 4) * 4)
  bytes.write('desc', 'latin1')
  bytes.writeUInt32BE(text.length + 1, 8)
  bytes.write(text, 12, 'latin1')
  return bytes
}
