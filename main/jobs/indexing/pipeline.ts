/**
 * @file The pipeline that both passes of the index run through: several items are read and decoded ahead, the backbones
 * embed batches meanwhile in threads of their own, and what is complete is committed, a handful a transaction.
 */
import { throwIfCancelled } from '../../../shared/errors.ts'
import { BATCH, type Backbone } from '../../model/backbone.ts'

/** Features of one photo: level name -> float32 [dimensions]. */
export type PhotoLevels = Record<string, Float32Array>

/** What reading an item gave; with pixels (for each backbone uint8 [crops, inputSize, inputSize, 3]) it also gets features. */
export interface Outcome {
  readonly pixels?: readonly Uint8Array[]
}

export interface Finished<T> {
  readonly outcome: T
  /** For each backbone; null where there are no pixels. */
  readonly levels: readonly PhotoLevels[] | null
}

export interface PipelineOptions<Item, T extends Outcome> {
  readonly items: readonly Item[]
  /** Must not throw for a bad file. Runs for several items at a time. */
  read: (item: Item) => Promise<T>
  /** Stores some outcomes in one transaction; roughly, not strictly, in the order of the items. */
  commit: (finished: readonly Finished<T>[]) => void
  readonly backbones: readonly Backbone[]
  readonly signal: AbortSignal
  /** Processor cores that reading may use; left out, all. */
  readonly threads?: number | null | undefined
  /** Called after every commit with the number of items that are done for good. */
  report: (done: number) => void
}

/** Read and not yet waiting for the backbone: enough that neither it nor the decoding threads ever wait for the other. */
const READ_AHEAD = 2 * BATCH
/** Batches that are being embedded or wait for it. */
const BATCHES_AHEAD = 2
/** A kill loses at most so many photos' work; one commit (one fsync) for so many costs nothing that can be measured. */
const COMMIT_ITEMS = 2 * BATCH

/** @throws AppError `cancelled`, after what was under way has ended and what was complete is stored. */
export async function runPipeline<Item, T extends Outcome>(options: PipelineOptions<Item, T>): Promise<void> {
  const { items, signal } = options
  const ahead = Math.min(READ_AHEAD, options.threads ?? READ_AHEAD)
  const committer = new Committer(options)
  const reading: Promise<T>[] = []
  const batches: Promise<void>[] = []
  let batch: T[] = []
  let next = 0
  const embed = (): void => {
    if (batch.length > 0) batches.push(markHandled(committer.embed(batch)))
    batch = []
  }
  try {
    while (next < items.length || reading.length > 0) {
      throwIfCancelled(signal)
      while (next < items.length && reading.length < ahead)
        reading.push(markHandled(options.read(items[next++])))
      const outcome = await reading.shift()
      if (outcome !== undefined) batch.push(outcome)
      // Counted in photos: files without pixels (copies, unreadable ones) only pass through.
      if (batch.filter(({ pixels }) => pixels !== undefined).length >= BATCH) embed()
      else if (batch.length >= COMMIT_ITEMS) embed()
      while (batches.length > BATCHES_AHEAD) await batches.shift()
    }
    embed()
    await Promise.all(batches)
  } finally {
    await Promise.allSettled([...reading, ...batches])
    committer.flush()
  }
}

/** Takes a rejection as handled for now: whoever awaits the promise later still sees it. */
function markHandled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

class Committer<Item, T extends Outcome> {
  readonly #options: PipelineOptions<Item, T>
  #waiting: Finished<T>[] = []
  #done = 0

  constructor(options: PipelineOptions<Item, T>) {
    this.#options = options
  }

  async embed(outcomes: readonly T[]): Promise<void> {
    const pictures = outcomes.flatMap(({ pixels }) => (pixels === undefined ? [] : [pixels]))
    const levels = await Promise.all(
      this.#options.backbones.map((backbone, index) =>
        embedPictures(
          backbone,
          pictures.map((pixels) => pixels[index]),
        ),
      ),
    )
    let picture = 0
    for (const outcome of outcomes) {
      const at = outcome.pixels === undefined ? undefined : picture++
      this.#waiting.push({
        outcome,
        levels: at === undefined ? null : levels.map((ofBackbone) => ofBackbone[at]),
      })
    }
    if (this.#waiting.length >= COMMIT_ITEMS) this.flush()
  }

  flush(): void {
    const finished = this.#waiting
    if (finished.length === 0) return
    this.#waiting = []
    this.#options.commit(finished)
    this.#done += finished.length
    this.#options.report(this.#done)
  }
}

async function embedPictures(backbone: Backbone, pictures: readonly Uint8Array[]): Promise<PhotoLevels[]> {
  if (pictures.length === 0) return []
  const length = backbone.crops.length * backbone.inputSize ** 2 * 3
  const pixels = new Uint8Array(pictures.length * length)
  pictures.forEach((picture, i) => {
    pixels.set(picture, i * length)
  })
  const levels = await backbone.embed(pixels, pictures.length)
  return pictures.map((_, i) =>
    Object.fromEntries(
      backbone.levels.map(({ name, dimensions }) => [
        name,
        levels[name].subarray(i * dimensions, (i + 1) * dimensions),
      ]),
    ),
  )
}
