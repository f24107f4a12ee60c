/**
 * @file A backbone: a convolutional network, trained on ImageNet, that turns pictures into features at several levels
 * of its pyramid. The models lie in resources/backbones, with their checksums; ONNX Runtime computes them on the CPU.
 */
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { BackboneName, CropName } from '../../shared/domain.ts'
import { workerUrl } from '../workers/worker-url.ts'
import { threadCarrier } from '../workers/carriers.ts'
import { WorkerLost, WorkerPort } from '../workers/worker-port.ts'
import { Levels, OpenedModel, type BackboneRequest } from './backbone-protocol.ts'
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
  readonly crops: readonly CropName[]
  /** From fine to coarse; the last one, `features`, is what everything uses that uses one level only. */
  readonly levels: readonly { readonly name: string; readonly dimensions: number }[]
  /**
   * @param pixels RGB, uint8 [count, crops, inputSize, inputSize, 3].
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
 * @param threads processor cores that it computes with
 * @throws AppError `backend-unavailable` when the file is absent or damaged, or ONNX Runtime cannot open it.
 */
export async function openBackbone(
  name: BackboneName,
  resources: string,
  threads = os.availableParallelism(),
): Promise<Backbone> {
  const { bytes, sha256 } = await readShippedFile(`${name}.onnx`, resources)
  return { name, sha256, ...(await startModel(name, bytes, threads)) }
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
  threads = os.availableParallelism(),
): Promise<Omit<Backbone, 'name' | 'sha256'>> {
  const worker = new Worker(workerUrl(import.meta.url, './backbone-worker'))
  // Never by `terminate`: a thread that is stopped inside ONNX Runtime takes the whole process with it.
  const carrier = threadCarrier(worker, () => {
    worker.unref()
  })
  const port = new WorkerPort<BackboneRequest>(carrier, { name: `The thread of ${name}`, news: z.never() })
  const ask = async <T>(request: BackboneRequest, result: z.ZodType<T>): Promise<T> => {
    try {
      return await port.ask(request, result)
    } catch (thrown) {
      const reason = AppError.from(thrown instanceof WorkerLost ? (thrown.cause ?? thrown) : thrown).message
      throw new AppError('backend-unavailable', sentence('backbone-fails', { backbone: name, reason }))
    }
  }
  const opened = await ask({ kind: 'open', model, threads }, OpenedModel).catch(async (thrown: unknown) => {
    await port.close()
    throw thrown
  })
  const { runtime, sums, inputSize, outputs: levels } = opened
  return {
    ...{ runtime, sums, inputSize, levels },
    crops: ['crop'],
    embed(pixels, count) {
      const expected = count * inputSize ** 2 * 3
      if (count < 1 || pixels.length !== expected) {
        throw new RangeError(`${count} pictures for ${name} are ${expected} bytes, not ${pixels.length}.`)
      }
      return ask({ kind: 'embed', pixels, count }, Levels)
    },
    close: () => port.close(),
  }
}
