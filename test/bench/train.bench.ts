/**
 * @file `bench train`: the Siamese head on vectors of a backbone's shape (default 1,500 photos, 24 classes, all labelled),
 * folds included, as the job runs it: `seconds` with loading TensorFlow.js, `secondsWarm` the next one in the same process.
 * `head`: 300 of its steps beside PyTorch (head-training.ts); `headOnWasm`: the same on the backend that every installation has.
 * `deep`: steps of a network that learns from pictures, beside the same one in other libraries (deep-training.ts).
 * Options: `--photos`, `--classes`, `--backend`.
 */
import { BackendName } from '../../shared/domain.ts'
import type { TrainRequest } from '../../main/jobs/training/thread/train-protocol.ts'
import { Trainer } from '../../main/jobs/training/thread/trainer.ts'
import { cacheFolder } from '../../main/model/backends/folders.ts'
import { bunches } from '../support/training/vectors.ts'
import type { Bench } from './bench.ts'
import { benchDeep } from './deep-training.ts'
import { benchHead } from './head-training.ts'
import { numberOption, timed } from './reference.ts'

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
    inputs: {
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
  const trainer = new Trainer()
  const first = await timed(() => trainer.train(request))
  const warm = await timed(() => trainer.train(request))
  await trainer.close() // libtensorflow is used by one thread at a time
  const { backend: used, metrics } = first.result
  const head = await benchHead(backend, LEVELS)
  const headOnWasm = head.backend === 'wasm' ? head : await benchHead('wasm', LEVELS)
  const deep = await benchDeep(backend)
  return {
    ...{ photos, classes, seconds: first.seconds, secondsWarm: warm.seconds, backend: used, metrics },
    ...{ head, headOnWasm, deep },
  }
}
