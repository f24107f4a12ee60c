/**
 * @file `bench train`: the Siamese head on vectors of a backbone's shape (default 1,500 photos, 24 classes, all labelled),
 * folds included, as the job runs it: `seconds` with loading TensorFlow.js, `secondsWarm` the next one in the same process.
 * Options: `--photos`, `--classes`, `--backend`.
 */
import { BackendName } from '../../shared/domain.ts'
import type { TrainedHead, TrainRequest } from '../../main/jobs/train-protocol.ts'
import { trainInWorker } from '../../main/jobs/trainer.ts'
import { cacheFolder } from '../../main/model/backends/folders.ts'
import { bunches } from '../support/vectors.ts'
import type { Bench } from './bench.ts'
import { numberOption } from './reference.ts'

/** The pyramid of efficientnet-lite2. */
const LEVELS = [
  { name: 'stage3', dimensions: 48 },
  { name: 'stage4', dimensions: 120 },
  { name: 'stage5', dimensions: 352 },
  { name: 'features', dimensions: 1280 },
]

export const bench: Bench = async (options) => {
  const classes = numberOption(options, 'classes', 24)
  const each = Math.ceil(numberOption(options, 'photos', 1500) / classes)
  const photos = classes * each
  const backend = BackendName.optional().parse(options.backend)
  const request: TrainRequest = {
    ...(backend === undefined ? {} : { backend }),
    cacheFolder: cacheFolder(),
    strategy: 'triplet',
    seed: 0,
    attention: 'gate',
    pyramid: true,
    reads: {
      kind: 'levels',
      levels: LEVELS.map(({ name, dimensions }, seed) => ({
        name,
        matrix: bunches(classes, each, dimensions, 3, seed),
      })),
    },
    labels: Int32Array.from({ length: photos }, (_, index) => index % classes),
    classes,
    groups: new Int32Array(photos).fill(-1),
    rejections: [],
    pseudoLabels: false,
  }
  const { head, seconds } = await timed(request)
  const warm = await timed(request)
  return { photos, classes, seconds, secondsWarm: warm.seconds, backend: head.backend, metrics: head.metrics }
}

async function timed(request: TrainRequest): Promise<{ head: TrainedHead; seconds: number }> {
  const start = performance.now()
  const head = await trainInWorker(request)
  return { head, seconds: (performance.now() - start) / 1000 }
}
