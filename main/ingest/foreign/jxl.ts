/** @file JPEG XL to pixels, by libjxl as WebAssembly. The picture comes upright and in sRGB; of an animation the first frame. */
import decoder from '@jsquash/jxl/codec/dec/jxl_dec.js'
import { z } from 'zod'
import { damaged } from './failures.ts'
import { tiffToFill } from './pixels-as-tiff.ts'
import type { DecodedFile, DecodeRequest } from './protocol.ts'
import { WasmDecoder, type EmscriptenOptions } from './wasm.ts'

/** The package's own types name others that it does not bring along. */
const start: unknown = decoder
const isStart = (value: unknown): value is (options: EmscriptenOptions) => Promise<unknown> =>
  typeof value === 'function'
const Started = z.object({
  decode: z.custom<(file: Uint8Array) => unknown>((value) => typeof value === 'function'),
})

/** RGB and how opaque it is, uint8 [height, width, 4]. */
const Pixels = z.object({
  data: z.custom<Uint8ClampedArray>((value) => value instanceof Uint8ClampedArray),
  width: z.int().positive(),
  height: z.int().positive(),
})

export class JxlDecoder {
  readonly #wasm: WasmDecoder
  readonly #decode: (file: Uint8Array) => unknown

  private constructor(wasm: WasmDecoder, decode: (file: Uint8Array) => unknown) {
    this.#wasm = wasm
    this.#decode = decode
  }

  static async start(memory: number): Promise<JxlDecoder> {
    const wasm = new WasmDecoder('@jsquash/jxl/codec/dec/jxl_dec.wasm', memory)
    if (!isStart(start)) throw new Error('@jsquash/jxl holds no decoder.')
    const { decode } = Started.parse(await start(wasm.options))
    return new JxlDecoder(wasm, decode)
  }

  /** @throws AppError `bad-input`; RuntimeError where the decoder crashed: it is of no more use. */
  decode({ file: stored, memory }: DecodeRequest): DecodedFile {
    this.#wasm.most = memory
    const made = Pixels.safeParse(this.#decode(stored))
    if (!made.success) throw damaged('libjxl cannot read it')
    const { data, width, height } = made.data
    const { file, pixels } = tiffToFill({ width, height, channels: 4 })
    pixels.set(data)
    return { file, held: this.#wasm.held }
  }
}
