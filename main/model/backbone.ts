/**
 * @file A backbone: a convolutional network, trained on ImageNet, that turns pictures into features at several levels
 * of its pyramid. The models lie in resources/backbones, with their checksums; ONNX Runtime computes them on the CPU.
 */
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { BackboneName, CropName } from '../../shared/domain.ts'
import { workerUrl } from '../math/worker-url.ts'
import { CLOSE, type BackboneReply, type BackboneStart, type EmbedRequest } from './backbone-protocol.ts'
import type { Sums } from './eight-bit-sums.ts'
import { readShippedFile } from './shipped-file.ts'

export interface Backbone {
  readonly name: BackboneName
  /** Hexadecimal sha256 of the model file. */
  readonly sha256: string
  /** Version of ONNX Runtime. */
  readonly runtime: string
  /** How products of int8 networks are summed; says nothing of other networks. */
  readonly sums: Sums
  /** Pixels a side of the input. */
  readonly inputSize: number
  /** What it is shown of each picture; with more than one, features are the mean over them. */
  readonly views: readonly CropName[]
  /** From fine to coarse; the last one, `features`, is what everything uses that uses one level only. */
  readonly levels: readonly { readonly name: string; readonly dimensions: number }[]
  /**
   * @param pixels RGB, uint8 [count, views, inputSize, inputSize, 3].
   * @returns level name -> float32 [count, dimensions], as the network gives it (not normalised).
   * @throws AppError `backend-unavailable` when ONNX Runtime fails.
   */
  embed(pixels: Uint8Array, count: number): Promise<Record<string, Float32Array>>
  /** Frees the model. Embeddings that are still asked for are rejected. */
  close(): Promise<void>
}

/** Pictures for one `embed`: more at once are no faster (2 cores: 4, 8 and 16 within 5 %), and this divides 64. */
export const BATCH = 8

/**
 * Opens a backbone after comparing its file with its checksum.
 * @param resources absolute path of the folder `resources/`.
 * @throws AppError `backend-unavailable` when the file is absent or damaged, or ONNX Runtime cannot open it.
 */
export async function openBackbone(name: BackboneName, resources: string): Promise<Backbone> {
  const { bytes, sha256 } = await readShippedFile(`${name}.onnx`, resources)
  return openModel(name, bytes, sha256)
}

/** The same for a file at hand, whose checksum was compared. @throws AppError `backend-unavailable`. */
export async function openModel(name: BackboneName, bytes: Uint8Array, sha256: string): Promise<Backbone> {
  return { name, sha256, ...(await startModel(name, bytes)) }
}

/**
 * Any network with an input `pixels` uint8 [n, side, side, 3] and outputs float32 [n, dimensions].
 * @param name for messages
 * @throws AppError `backend-unavailable` when ONNX Runtime cannot open it
 */
export async function startModel(
  name: string,
  model: Uint8Array,
): Promise<Omit<Backbone, 'name' | 'sha256'>> {
  const worker = new BackboneThread(name, { model, threads: os.availableParallelism() })
  const ready = await worker.ready
  return {
    runtime: ready.runtime,
    sums: ready.sums,
    inputSize: ready.inputSize,
    views: ['crop'],
    levels: ready.outputs,
    embed(pixels, count) {
      const expected = count * ready.inputSize ** 2 * 3
      if (count < 1 || pixels.length !== expected) {
        throw new RangeError(`${count} pictures for ${name} are ${expected} bytes, not ${pixels.length}.`)
      }
      return worker.embed(pixels, count)
    },
    close: () => worker.close(),
  }
}

type Ready = Extract<BackboneReply, { kind: 'ready' }>

interface Pending {
  resolve: (levels: Record<string, Float32Array>) => void
  reject: (error: AppError) => void
}

/** The worker thread of one backbone, and who waits for what from it. */
class BackboneThread {
  readonly ready: Promise<Ready>
  readonly #name: string
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #ended: Promise<void>
  #lastId = 0
  #failure: AppError | undefined
  #resolveReady: (ready: Ready) => void = () => undefined
  #rejectReady: (error: AppError) => void = () => undefined

  constructor(name: string, start: BackboneStart) {
    this.#name = name
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve
      this.#rejectReady = reject
    })
    this.#worker = new Worker(workerUrl(import.meta.url, './backbone-worker'), { workerData: start })
    this.#worker.on('message', (reply: BackboneReply) => {
      this.#receive(reply)
    })
    this.#worker.on('error', (error) => {
      this.#fail(error instanceof Error ? error.message : String(error))
    })
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#fail('its thread has ended')
        resolve()
      })
    })
  }

  embed(pixels: Uint8Array, count: number): Promise<Record<string, Float32Array>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    this.#lastId += 1
    const request: EmbedRequest = { id: this.#lastId, pixels, count }
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject })
      this.#worker.postMessage(request)
    })
  }

  /** Not by `terminate`: a thread that is stopped inside ONNX Runtime takes the whole process with it. */
  close(): Promise<void> {
    this.#fail('it was closed')
    this.#worker.postMessage(CLOSE)
    return this.#ended
  }

  #receive(reply: BackboneReply): void {
    if (reply.kind === 'ready') this.#resolveReady(reply)
    else if (reply.kind === 'failed' && reply.id === null) this.#fail(reply.message)
    else if (reply.id !== null) {
      const pending = this.#pending.get(reply.id)
      this.#pending.delete(reply.id)
      if (reply.kind === 'features') pending?.resolve(reply.levels)
      else pending?.reject(this.#error(reply.message))
    }
  }

  /** The first failure counts: what follows from it says less. */
  #fail(message: string): void {
    this.#failure ??= this.#error(message)
    this.#rejectReady(this.#failure)
    for (const { reject } of this.#pending.values()) reject(this.#failure)
    this.#pending.clear()
  }

  #error(message: string): AppError {
    return new AppError(
      'backend-unavailable',
      sentence('backbone-fails', { backbone: this.#name, reason: message }),
    )
  }
}
