/** @file Pictures that claim more pixels than a decoder should hold: refused by their header, before any memory is taken. */
import sharp, { type Metadata } from 'sharp'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { LARGEST_PIXELS } from '../../../main/ingest/decode.ts'
import { assertDecodable, heldBytes, withRoom } from '../../../main/ingest/decoded-size.ts'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { renderPicture } from '../../../main/ingest/render.ts'
import { squarePixels } from '../../../main/ingest/square.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'

const INPUT = { inputSize: 224, crops: ['crop'] } as const

/** A whole GIF of 35 bytes and two colours, all of it the first one. */
function tinyGif(width: number, height: number): Buffer {
  const size = [width & 255, width >> 8, height & 255, height >> 8]
  const colours = [0, 0, 0, 255, 255, 255]
  return Buffer.from([
    ...Buffer.from('GIF89a'),
    ...[...size, 0x80, 0, 0, ...colours],
    ...[0x2c, 0, 0, 0, 0, ...size, 0],
    ...[2, 2, 0x4c, 0x01, 0, 0x3b],
  ])
}

async function reasonOf(name: string, bytes: Buffer): Promise<string> {
  const file = path.join(await temporaryFolder(), name)
  await writeFile(file, bytes)
  const opened = await openPicture(file)
  const read = opened.kind === 'picture' ? await readPhoto(opened, [INPUT]) : opened
  return read.kind === 'unreadable' ? inEnglish(read.reason) : 'read'
}

describe('a picture that claims to be huge', () => {
  it.each([
    [20_000, 20_000],
    [65_535, 7_600],
    [10_001, 10_000],
  ])('of 35 bytes and %i x %i pixels takes no memory', async (width, height) => {
    const before = process.memoryUsage.rss()
    const gif = tinyGif(width, height)
    expect(await reasonOf('a.gif', gif)).toMatch(/too large/i)
    const file = path.join(await temporaryFolder(), 'b.gif')
    await writeFile(file, gif)
    await expect(renderPicture(file, 2048)).rejects.toThrow(/exceeds the limit/)
    await expect(squarePixels(gif, 224)).rejects.toThrow(/exceeds the limit/)
    expect(process.memoryUsage.rss() - before).toBeLessThan(150e6)
  })

  it('is read where it is none: the same GIF in a size that exists', async () => {
    expect(await reasonOf('a.gif', tinyGif(1200, 800))).toBe('read')
  })

  it('is shrunk to what can be worked on where it is one long line', async () => {
    const line = sharp({ create: { width: 400_000, height: 2, channels: 3, background: '#369' } })
    const bytes = await line.png().toBuffer()
    const file = path.join(await temporaryFolder(), 'line.png')
    await writeFile(file, bytes)
    const opened = await openPicture(file)
    if (opened.kind !== 'picture') throw new Error(inEnglish(opened.reason))
    const photo = await readPhoto(opened, [INPUT])
    if (photo.kind !== 'photo') throw new Error(inEnglish(photo.reason))
    expect({ width: photo.width, height: photo.height }).toEqual({ width: 400_000, height: 2 })
    expect([...photo.pixels[0].subarray(0, 3)]).toEqual([0x33, 0x66, 0x99])
  })
})

const plain = { width: 10_000, height: 10_000, channels: 3, depth: 'uchar', isProgressive: false } as const

function header(of: Partial<Metadata>): Metadata {
  return { ...plain, ...of } as Metadata
}

describe('what a decoder holds', () => {
  it.each([
    ['a JPEG goes row by row', { format: 'jpeg' }, 0],
    ['a progressive JPEG holds its coefficients', { format: 'jpeg', isProgressive: true }, 600e6],
    ['fewer of colour', { format: 'jpeg', isProgressive: true, chromaSubsampling: '4:2:0' }, 300e6],
    ['a PNG goes row by row', { format: 'png' }, 0],
    ['an interlaced one does not', { format: 'png', isProgressive: true, depth: 'ushort' }, 600e6],
    ['a GIF is its screen', { format: 'gif' }, 400e6],
    ['a WebP that moves too', { format: 'webp', pages: 3 }, 400e6],
    ['a TIFF goes by strips', { format: 'tiff' }, 0],
    ['an AVIF is whole, several times', { format: 'heif' }, 2000e6],
  ] as [string, Partial<Metadata>, number][])('%s', (_what, of, bytes) => {
    expect(heldBytes(header(of))).toBe(bytes)
  })

  it('lets through what cameras and scanners make', () => {
    for (const [format, width, height] of [
      ['jpeg', 30_000, 15_000],
      ['heif', 9504, 6336],
      ['tiff', 25_000, 19_000],
      ['png', 20_000, 20_000],
      ['gif', 9000, 9000],
      ['webp', 16_383, 16_383],
    ] as const) {
      assertDecodable(header({ format, width, height }), LARGEST_PIXELS)
    }
    const refuse = (of: Partial<Metadata>) => () => {
      assertDecodable(header(of), LARGEST_PIXELS)
    }
    expect(refuse({ format: 'heif' })).toThrow(/2000 MB/)
    expect(refuse({ format: 'tiff', width: 30_000, height: 20_000 })).toThrow(/pixel limit/)
    expect(refuse({ format: 'svg' })).not.toThrow()
  })

  it('is shared by those that are decoded at the same time, in the order of asking', async () => {
    const order: string[] = []
    let held = 0
    const decode = (name: string, bytes: number) =>
      withRoom(bytes, async () => {
        order.push(name)
        held += bytes
        expect(held <= 1.5e9 || held === bytes).toBe(true)
        await Promise.resolve()
        held -= bytes
        if (name === 'broken') throw new Error('broken')
      })
    const asked = [
      decode('a', 1e9),
      decode('b', 0),
      decode('c', 1e9),
      decode('broken', 0.4e9),
      decode('d', 2e9),
      decode('e', 0),
    ]
    const settled = await Promise.allSettled(asked)
    expect(settled.map(({ status }) => status === 'rejected')).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
    ])
    expect(order).toEqual(['a', 'b', 'e', 'c', 'broken', 'd'])
    expect(held).toBe(0)
  })
})
