/**
 * @file One WebAssembly decoder with a bound on its memory. Whatever a file makes of the decoder stays inside: it has no memory but its own,
 * no files and no network, and a crash is an exception.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { resolve } = createRequire(import.meta.url)

/** A hook of modules that Emscripten makes. */
export interface EmscriptenOptions {
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => void,
  ) => WebAssembly.Exports
  readonly print: () => void
  readonly printErr: () => void
}

export class WasmDecoder {
  readonly options: EmscriptenOptions
  #memory: WebAssembly.Memory | undefined
  #most: number

  /** @param file path as it stands in an import. @param most bytes that its memory may grow to */
  constructor(file: string, most: number) {
    this.#most = most
    const module = new WebAssembly.Module(readFileSync(resolve(file)))
    this.options = {
      instantiateWasm: (imports, receive) => {
        const instance = new WebAssembly.Instance(module, imports)
        this.#bound(instance)
        receive(instance)
        return instance.exports
      },
      print: () => undefined,
      printErr: () => undefined,
    }
  }

  set most(bytes: number) {
    this.#most = bytes
  }

  /** Its memory as it is now: it is another object after it has grown. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#memoryThere.buffer)
  }

  get view(): DataView {
    return new DataView(this.#memoryThere.buffer)
  }

  get held(): number {
    return this.#memoryThere.buffer.byteLength
  }

  get #memoryThere(): WebAssembly.Memory {
    if (this.#memory === undefined) throw new Error('The decoder has no memory.')
    return this.#memory
  }

  /** Emscripten's own limit is 2 GB; to the decoder a refusal is a malloc that fails. */
  #bound(instance: WebAssembly.Instance): void {
    const memory = Object.values(instance.exports).find((one) => one instanceof WebAssembly.Memory)
    if (memory === undefined) throw new Error('The decoder exports no memory.')
    this.#memory = memory
    const grow = memory.grow.bind(memory)
    memory.grow = (pages) => {
      if (memory.buffer.byteLength + pages * PAGE > this.#most) throw new RangeError('Too much memory.')
      return grow(pages)
    }
  }
}

const PAGE = 65_536
