/** @file TIFFs as no encoder at hand writes them: samples of any kind, several pages, either byte order. */

/** Sample formats by TIFF 6.0, section 19. */
const FORMATS = { unsigned: 1, signed: 2, float: 3 } as const

export interface TiffPage {
  readonly width: number
  readonly height: number
  readonly kind: keyof typeof FORMATS
  readonly bits: 8 | 16 | 32
  /** Grey, row by row. */
  readonly samples: readonly number[]
  /** A smaller copy of another page. */
  readonly isReduced?: boolean
  /** ImageDescription. */
  readonly description?: string
}

/** Uncompressed, one strip a page. */
export function writeTiff(pages: readonly TiffPage[], order: 'little' | 'big' = 'little'): Buffer {
  const isLittle = order === 'little'
  const parts: Buffer[] = [Buffer.alloc(8)]
  parts[0].write(isLittle ? 'II' : 'MM', 'latin1')
  put(parts[0], 2, 2, 42, isLittle)
  let length = 8
  const append = (part: Buffer): number => {
    parts.push(part)
    length += part.length
    return length - part.length
  }
  let link: [buffer: Buffer, at: number] = [parts[0], 4]
  for (const page of pages) {
    const data = encode(page, isLittle)
    const description = Buffer.from(`${page.description ?? 'A page'}\0\0\0\0`)
    const [dataAt, descriptionAt] = [append(data), append(description)]
    const entries = [
      [254, 4, 1, page.isReduced === true ? 1 : 0],
      [256, 4, 1, page.width],
      [257, 4, 1, page.height],
      [258, 3, 1, page.bits],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [270, 2, description.length, descriptionAt],
      [273, 4, 1, dataAt],
      [277, 3, 1, 1],
      [278, 4, 1, page.height],
      [279, 4, 1, data.length],
      [339, 3, 1, FORMATS[page.kind]],
    ]
    const directory = Buffer.alloc(2 + entries.length * 12 + 4)
    put(directory, 0, 2, entries.length, isLittle)
    entries.forEach(([tag, type, count, value], i) => {
      put(directory, 2 + i * 12, 2, tag, isLittle)
      put(directory, 4 + i * 12, 2, type, isLittle)
      put(directory, 6 + i * 12, 4, count, isLittle)
      put(directory, 10 + i * 12, type === 3 ? 2 : 4, value, isLittle)
    })
    put(...link, 4, append(directory), isLittle)
    link = [directory, directory.length - 4]
  }
  return Buffer.concat(parts)
}

function put(buffer: Buffer, at: number, bytes: number, value: number, isLittle: boolean): void {
  if (isLittle) buffer.writeUIntLE(value, at, bytes)
  else buffer.writeUIntBE(value, at, bytes)
}

function encode({ samples, kind, bits }: TiffPage, isLittle: boolean): Buffer {
  const bytes = bits / 8
  const data = new DataView(new ArrayBuffer(samples.length * bytes))
  samples.forEach((value, i) => {
    const at = i * bytes
    if (kind === 'float') data.setFloat32(at, value, isLittle)
    else if (bits === 32) data.setInt32(at, value, isLittle)
    else if (bits === 16) data.setInt16(at, value, isLittle)
    else data.setInt8(at, value)
  })
  return Buffer.from(data.buffer)
}

/** A motif of its own for every number, between two values. */
export function drawSamples(motif: number, [low, high]: readonly [number, number], side = 96): number[] {
  return Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [(i % side) / side, Math.floor(i / side) / side]
    const wave = 0.5 + 0.5 * Math.sin(2 * Math.PI * (motif + 1) * (motif % 2 === 0 ? x : y))
    const spot = Math.hypot(x - 0.3 - 0.1 * motif, y - 0.5) < 0.2 ? 1 : 0
    return low + (high - low) * Math.min(1, 0.6 * wave + 0.4 * spot)
  })
}
