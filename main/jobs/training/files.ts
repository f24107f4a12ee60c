/**
 * @file The files that a long training keeps in the cache folder, so that the same request can continue: its state after
 * the last epoch, and the photos that it has embedded. Both are removed when it ends well; a new request removes those of
 * other requests, which are useless then.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { row, type Matrix } from '../../math/matrix.ts'
import type { JobContext } from '../context.ts'
import type { MapsToRead, PixelsToRead, TrainRequest } from './thread/train-protocol.ts'

type LongRequest = TrainRequest & { inputs: PixelsToRead | MapsToRead }

/** Raise this whenever the same request would lead to another result. */
const VERSION = 1
/** Files of other libraries are removed after this time. */
const KEPT_MS = 14 * 24 * 3600 * 1000

export class TrainingFiles {
  /** For `TrainRequest.checkpoint`. */
  readonly checkpoint: string
  readonly #folder: string
  readonly #name: string

  /** Removes stale files. */
  constructor(
    { store, cacheFolder, clock }: Pick<JobContext, 'store' | 'cacheFolder' | 'clock'>,
    request: LongRequest,
  ) {
    const pictures = store.photos.pictureKey()
    const library = hashOf([pictures.slice(0, pictures.lastIndexOf('-'))])
    this.#folder = path.join(cacheFolder, 'training')
    this.#name = `${library}-${requestHash(request, pictures)}`
    this.checkpoint = path.join(this.#folder, `${this.#name}.state`)
    this.#removeWhere(
      (name, changedAt) =>
        !name.startsWith(this.#name) && (name.startsWith(library) || clock() - changedAt > KEPT_MS),
    )
  }

  /** The embeddings computed so far by exactly this network. @param weights its artifact */
  embedded(weights: Uint8Array, width: number): EmbeddedPhotos {
    return new EmbeddedPhotos(path.join(this.#folder, `${this.#name}-${hashOf([weights])}.embeddings`), width)
  }

  remove(): void {
    this.#removeWhere((name) => name.startsWith(this.#name))
  }

  #removeWhere(isStale: (name: string, changedAt: number) => boolean): void {
    try {
      for (const name of readdirSync(this.#folder)) {
        const file = path.join(this.#folder, name)
        if (isStale(name, statSync(file).mtimeMs)) rmSync(file, { force: true })
      }
    } catch {
      // The folder does not exist yet, or another process is removing it.
    }
  }
}

/** Photos and their vectors, one record behind the other; the last may be incomplete where a process was killed. */
export class EmbeddedPhotos {
  readonly #file: string
  readonly #width: number
  #isWritable = true

  constructor(file: string, width: number) {
    this.#file = file
    this.#width = width
  }

  read(): Map<number, Float32Array> {
    const known = new Map<number, Float32Array>()
    const bytes = this.#bytes()
    const length = 4 * (1 + this.#width)
    for (let at = 0; at + length <= bytes.length; at += length) {
      const record = bytes.slice(at, at + length)
      const id = new Int32Array(record.buffer, 0, 1)[0]
      known.set(id, new Float32Array(record.buffer, 4, this.#width))
    }
    // The next record must begin at a record boundary.
    if (bytes.length % length !== 0) truncateSync(this.#file, bytes.length - (bytes.length % length))
    return known
  }

  /** On a full disk nothing is stored, and the training continues. */
  add(ids: readonly number[], embeddings: Matrix): void {
    if (!this.#isWritable) return
    const records = ids.map((id, index) => {
      const record = new Uint8Array(4 * (1 + this.#width))
      new Int32Array(record.buffer, 0, 1)[0] = id
      new Float32Array(record.buffer, 4).set(row(embeddings, index))
      return record
    })
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true })
      appendFileSync(this.#file, Buffer.concat(records))
    } catch {
      this.#isWritable = false
    }
  }

  #bytes(): Uint8Array {
    try {
      return new Uint8Array(readFileSync(this.#file))
    } catch {
      return new Uint8Array(0)
    }
  }
}

/** Two requests with the same hash lead to the same training. */
function requestHash({ inputs, ...request }: LongRequest, pictures: string): string {
  const { labels, groups, affinity, representation, ...options } = request
  const { photos } = inputs
  const network = inputs.kind === 'pixels' ? [inputs.network, inputs.side] : [inputs.kind]
  const spread = affinity === undefined ? [] : [bytesOf(affinity.columns), bytesOf(affinity.values)]
  for (const { data } of representation ?? []) spread.push(bytesOf(data))
  const words = JSON.stringify([VERSION, pictures, network, options])
  return hashOf([words, bytesOf(labels), bytesOf(groups), bytesOf(photos), ...spread])
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 32)
}
