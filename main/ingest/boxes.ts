/** @file Boxes, of which AVIF, HEIC, JPEG XL and Canon's CR3 are made. Reference: ISO/IEC 14496-12. */

/** What is wrong with the boxes; never leaves this folder's callers: they take the file as one that cannot be followed. */
export class Lost extends Error {}

export interface Box {
  readonly type: string
  readonly body: Buffer
}

/** @throws Lost; RangeError beyond the end of the bytes. */
export function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= bytes.length;) {
    const short = bytes.readUInt32BE(at)
    const header = short === 1 ? 16 : 8
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short
    if (size < header) throw new Lost()
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      body: slice(bytes, at + header, size - header),
    })
    at += size
  }
  return boxes
}

/** @throws Lost where there is none. */
export function need(boxes: readonly Box[], type: string): Buffer {
  const found = boxes.find((box) => box.type === type)
  if (found === undefined) throw new Lost()
  return found.body
}

/** @throws Lost beyond the end of the bytes. */
export function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw new Lost()
  return bytes.subarray(start, start + length)
}

/** @returns undefined where the boxes cannot be followed. */
export function followed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError || error instanceof Lost) return undefined
    throw error
  }
}
