/** @file JPEG XL files, encoded by libjxl in the package that also decodes them, and the boxes that they can lie in. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import encoder from '@jsquash/jxl/codec/enc/jxl_enc.js'
import { z } from 'zod'
import { box } from './boxes.ts'

const OPTIONS = {
  ...{ effort: 1, quality: 100, progressive: false, epf: -1, lossyPalette: false },
  ...{ decodingSpeedTier: 0, photonNoiseIso: 0, lossyModular: false, lossless: true },
}
/** The package's own types name others that it does not bring along. */
const start: unknown = encoder
const isStart = (value: unknown): value is (options: object) => Promise<unknown> =>
  typeof value === 'function'
type Encode = (pixels: Uint8Array, width: number, height: number, options: typeof OPTIONS) => unknown
const Started = z.object({ encode: z.custom<Encode>((value) => typeof value === 'function') })
const Encoded = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** A naked stream without loss. @param pixels RGBA, uint8 [height, width, 4] */
export async function encodeJxl(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  const wasm = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/enc/jxl_enc.wasm')
  const module = new WebAssembly.Module(readFileSync(wasm))
  if (!isStart(start)) throw new Error('@jsquash/jxl holds no encoder.')
  const made = await start({
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(module, imports)
      receive(instance)
      return instance.exports
    },
  })
  const { encode } = Started.parse(made)
  return Buffer.from(Encoded.parse(encode(pixels, width, height, OPTIONS)))
}

/** The stream in boxes, with others before it. */
export function inBoxes(stream: Buffer, ...others: readonly Buffer[]): Buffer {
  return Buffer.concat([...HEAD, ...others, box('jxlc', stream)])
}

/** The same in two parts. */
export function inParts(stream: Buffer, cut: number): Buffer {
  const first = box('jxlp', Buffer.of(0, 0, 0, 0), stream.subarray(0, cut))
  return Buffer.concat([...HEAD, first, box('jxlp', Buffer.of(0x80, 0, 0, 1), stream.subarray(cut))])
}

const HEAD = [
  box('JXL ', Buffer.from('\r\n\x87\n', 'latin1')),
  box('ftyp', Buffer.from('jxl \0\0\0\0jxl ', 'latin1')),
]
