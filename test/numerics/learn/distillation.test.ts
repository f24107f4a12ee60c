/** @file Who is taught what: a run learns from photos without a label by the teacher's word, and never twice from one that it has a label of. */
import { expect, it } from 'vitest'
import type { FitTask, UnlabelledPhotos } from '../../../main/learn/training/fit-task.ts'
import { epochs } from '../../../main/learn/training/fit.ts'
import { distillation } from '../../../main/learn/strategies/distillation.ts'
import type { Teacher } from '../../../main/learn/strategies/strategy.ts'
import { matrix } from '../../../main/math/matrix.ts'
import type { Network } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import type { Tensor2D } from '../../../main/math/tensorflow.ts'
import { activate } from '../../support/training/tensorflow.ts'
import { randomUnitRows } from '../../support/training/vectors.ts'

const WIDTH = 6
const CLASSES = 7
/** Photos with a label. */
const ROWS = 6
/** All photos once more as they are without one, and two that have none. */
const ROW_OF = Int32Array.from([0, 1, 2, 3, 4, 5, -1, -1])

const linear: Network = {
  width: WIDTH,
  blocks: [{ name: 'matrix', shape: [WIDTH, WIDTH], offset: 0, size: WIDTH * WIDTH }],
  project: (tf, [weights], [input]) => tf.matMul<Tensor2D>(input, weights),
}

it('takes a photo that it has no label of as one without, and one that it has as that alone', async () => {
  const tf = await activate('wasm')
  const asked: [Int32Array, Teacher][] = []
  const seen = new Set<number>()
  const unlabelled: UnlabelledPhotos = {
    inputs: [randomUnitRows(ROW_OF.length, WIDTH, 2)],
    rowOf: ROW_OF,
    targets: (rows, teacher) => {
      asked.push([rows, teacher])
      // Each photo's target tells which one it is.
      const targets = matrix(ROW_OF.length, ROW_OF.length)
      for (let i = 0; i < ROW_OF.length; i += 1) targets.data[i * ROW_OF.length + i] = 1
      return Promise.resolve(targets)
    },
    pseudoLabels: () => new Int32Array(ROW_OF.length).fill(-1),
  }
  const task: FitTask = {
    tf,
    network: linear,
    strategy: {
      ...distillation,
      loss: (_, batch, extras) => {
        const targets = batch.unlabelled?.targets.dataSync() ?? []
        targets.forEach((value, index) => {
          if (value === 1) seen.add(index % ROW_OF.length)
        })
        return distillation.loss(tf, batch, extras)
      },
    },
    inputs: [randomUnitRows(ROWS, WIDTH, 1)],
    supervision: { labels: Int32Array.from([0, 0, 1, 1, 2, 2]), classes: CLASSES, rejections: [] },
    unlabelled,
    optimiser: { rate: 1e-3, decay: 0 },
    dropout: 0,
  }
  const rows = Int32Array.from([0, 1, 2, 3]) // what another fold has is judged: 4 and 5
  const start = new Float32Array(WIDTH * WIDTH).fill(0.1)
  const run = epochs(task, start, rows, { stepsPerEpoch: 3, epochs: 2 }, new Random(1))
  await run.next()
  await run.next()
  await run.return(undefined as never)
  expect(asked).toEqual([[rows, 'fast-path']])
  expect([...seen].sort()).toEqual([4, 5, 6, 7])
})
