/** @file HEIC to pixels, by libheif and libde265 as WebAssembly. The picture comes upright: libheif follows irot, imir and clap. */
import { createRequire } from 'node:module'
import type libheif from 'libheif-js/libheif-wasm/libheif.js'
import type { AppError } from '../../../shared/errors.ts'
import { damaged, notSupported, tooLarge } from './failures.ts'
import { tiffToFill, type PixelForm } from './pixels-as-tiff.ts'
import type { DecodedFile, DecodeRequest } from './protocol.ts'
import { WasmDecoder } from './wasm.ts'

/** Of libheif's enums. */
const RGB = 1
const INTERLEAVED = { rgb: 10, rgba: 11 } as const
const CHANNEL_INTERLEAVED = 10
const MEMORY_ERROR = 6
/** Of file, of feature, of a codec that is not built in. */
const UNSUPPORTED = [3, 4, 11]
/** Room for an error (code, subcode, message), and for one pointer or number. */
const ERROR_BYTES = 12
const SCRATCH_BYTES = ERROR_BYTES + 4

/** Its types say that it has a default; the module itself is the function. */
type Factory = typeof libheif.default
const factory: unknown = createRequire(import.meta.url)('libheif-js/libheif-wasm/libheif.js')
const isFactory = (value: unknown): value is Factory => typeof value === 'function'

export class HeicDecoder {
  readonly #wasm: WasmDecoder
  readonly #heif: ReturnType<Factory>
  readonly #scratch: number

  constructor(memory: number) {
    this.#wasm = new WasmDecoder('libheif-js/libheif-wasm/libheif.wasm', memory)
    if (!isFactory(factory)) throw new Error('libheif-js holds no libheif.')
    this.#heif = factory(this.#wasm.options)
    this.#scratch = this.#heif._malloc(SCRATCH_BYTES)
  }

  /** @throws AppError `bad-input` that says why the picture cannot be read; RuntimeError where the decoder crashed: it is of no more use. */
  decode({ file, icc, orientation, memory }: DecodeRequest): DecodedFile {
    this.#wasm.most = memory
    const heif = this.#heif
    const context = heif._heif_context_alloc()
    const copy = this.#copyIn(file)
    try {
      this.#call((error) => {
        heif._heif_context_read_from_memory(error, context, copy, file.length, 0)
      })
      const handle = this.#made((error, out) => {
        heif._heif_context_get_primary_image_handle(error, context, out)
      })
      const hasAlpha = heif._heif_image_handle_has_alpha_channel(handle) !== 0
      const chroma = hasAlpha ? INTERLEAVED.rgba : INTERLEAVED.rgb
      const image = this.#made((error, out) => {
        heif._heif_decode_image(error, handle, out, RGB, chroma, 0)
      })
      // A picture whose tiles are damaged is given with holes, and a warning.
      const warning = heif._heif_image_get_decoding_warnings(image, 0, this.#scratch, 1)
      if (warning > 0) throw this.#failure()
      const decoded = {
        file: this.#fileOf(image, { channels: hasAlpha ? 4 : 3, icc, orientation }),
        held: this.#wasm.held,
      }
      // Where a file is bad, the whole decoder is thrown away.
      heif._heif_image_release(image)
      heif._heif_image_handle_release(handle)
      return decoded
    } finally {
      heif._free(copy)
      heif._heif_context_free(context)
    }
  }

  #copyIn(file: Uint8Array): number {
    const at = this.#heif._malloc(file.length)
    if (at === 0) throw tooLarge('the file does not fit into the memory that a picture may take')
    this.#wasm.bytes.set(file, at)
    return at
  }

  #fileOf(image: number, form: Omit<PixelForm, 'width' | 'height'>): Uint8Array<ArrayBuffer> {
    const heif = this.#heif
    const width = heif._heif_image_get_width(image, CHANNEL_INTERLEAVED)
    const height = heif._heif_image_get_height(image, CHANNEL_INTERLEAVED)
    const out = this.#scratch + ERROR_BYTES
    const plane = heif._heif_image_get_plane_readonly2(image, CHANNEL_INTERLEAVED, out)
    const stride = this.#wasm.view.getUint32(out, true)
    if (plane === 0 || width < 1 || height < 1) throw damaged('it has no pixels')
    const { file, pixels } = tiffToFill({ ...form, width, height })
    const row = width * form.channels
    const heap = this.#wasm.bytes
    for (let y = 0; y < height; y += 1) {
      pixels.set(heap.subarray(plane + y * stride, plane + y * stride + row), y * row)
    }
    return file
  }

  /** @returns what the call wrote: a pointer. */
  #made(call: (error: number, out: number) => void): number {
    const out = this.#scratch + ERROR_BYTES
    this.#call((error) => {
      call(error, out)
    })
    return this.#wasm.view.getUint32(out, true)
  }

  #call(call: (error: number) => void): void {
    call(this.#scratch)
    if (this.#wasm.view.getInt32(this.#scratch, true) !== 0) throw this.#failure()
  }

  /** In libheif's own words. */
  #failure(): AppError {
    const view = this.#wasm.view
    const words = this.#text(view.getUint32(this.#scratch + 8, true))
    const code = view.getInt32(this.#scratch, true)
    if (UNSUPPORTED.includes(code)) return notSupported(words)
    return code === MEMORY_ERROR ? tooLarge(words) : damaged(words)
  }

  #text(at: number): string {
    const bytes = this.#wasm.bytes
    const end = bytes.indexOf(0, at)
    const text = Buffer.from(bytes.subarray(at, end)).toString('utf8')
    return text.replaceAll(/\s+/g, ' ').trim()
  }
}
