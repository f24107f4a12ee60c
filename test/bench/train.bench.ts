/**
 * @file `bench train`: the Siamese head on vectors of a backbone's shape (default 1,500 photos, 24 classes, all labelled),
 * folds included, as the job runs it. Options: `--photos`, `--classes`, `--backend`.
 */
import { BackendName } from '../../shared/domain.ts'
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
  const start = performance.now()
  const head = await trainInWorker({
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
  })
  const seconds = (performance.now() - start) / 1000
  return { photos, classes, seconds, backend: head.backend, metrics: head.metrics }
}
