/** @file Animations, of pictures that are drawn elsewhere. */
import { crc32 } from 'node:zlib'
import sharp from 'sharp'

/** @param frames pictures of one size */
export async function animated(format: 'gif' | 'webp', frames: Buffer[]): Promise<Buffer> {
  const image = sharp(frames, { join: { animated: true } })
  return format === 'gif' ? image.gif().toBuffer() : image.webp({ lossless: true }).toBuffer()
}

/** A PNG that says in its first chunk that it is an animation of so many frames; it holds the first alone. */
export function animatedPng(png: Buffer, frames: number): Buffer {
  const chunk = Buffer.alloc(20)
  chunk.writeUInt32BE(8)
  chunk.write('acTL', 4, 'latin1')
  chunk.writeUInt32BE(frames, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 16)), 16)
  const headerEnd = 8 + 25
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)])
}
