import { describe, expect, it } from 'vitest'
import type { TrainRequest } from '../../../main/jobs/training/thread/train-protocol.ts'
import { cacheFolder } from '../../../main/model/backends/folders.ts'
import { isDeviceFailure } from '../../../main/model/backends/device-failure.ts'
import { AppError } from '../../../shared/errors.ts'
import { failingTrainer, nextBackend } from '../../support/training/failing-trainer.ts'
import { trainInWorker } from '../../support/training/train-in-worker.ts'
import { bunches } from '../../support/training/vectors.ts'

const CLASSES = 3
const EACH = 12

const request: TrainRequest = {
  cacheFolder: cacheFolder(),
  backend: 'wasm',
  strategy: 'triplet',
  seed: 0,
  epochs: 6,
  attention: 'gate',
  pyramid: false,
  inputs: { kind: 'levels', levels: [{ name: 'features', matrix: bunches(CLASSES, EACH, 40, 3, 1) }] },
  labels: Int32Array.from({ length: CLASSES * EACH }, (_, index) => index % CLASSES),
  classes: CLASSES,
  groups: new Int32Array(CLASSES * EACH).fill(-1),
  rejections: [],
  pseudoLabels: false,
}
describe('a training whose device fails', () => {
  it.each([
    ['throwing', 'memory access out of bounds'],
    ['ending', 'The training thread ended without a result.'],
  ] as const)('by %s goes on with the next backend, as if it had begun there', async (by, reason) => {
    const expected = await trainInWorker({ ...request, backend: nextBackend })
    const epochs: number[] = []
    const trainer = failingTrainer(by)
    const head = await trainer.train(request, { report: ({ epoch }) => epochs.push(epoch) })
    expect(head.backend).toBe(nextBackend)
    expect(head.fellBack).toEqual([{ backend: 'wasm', reason }])
    expect(head.weights).toEqual({ ...expected }.weights)
    // It had got somewhere, and began again.
    expect(epochs.some((epoch, index) => index > 0 && epoch < epochs[index - 1])).toBe(true)
    const again = await trainer.train(request)
    expect(again.fellBack).toHaveLength(1) // the failed one is not tried twice
  })

  it('that stops where another would fail too says what is wrong, and leaves no thread', async () => {
    const trainer = failingTrainer('throwing')
    const none = { ...request, labels: new Int32Array(CLASSES * EACH).fill(-1) }
    await expect(trainer.train(none)).rejects.toMatchObject({ code: 'not-enough-labels' })
    await expect(trainer.train(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('the fault of a device', () => {
  it.each([
    [new Error('OOM when allocating tensor with shape[64,112,112,32]'), true],
    [new WebAssembly.RuntimeError('unreachable'), true],
    [new RangeError('Array buffer allocation failed'), true],
    [new Error('The graphics device was lost.'), true],
    [new TypeError('undefined is not a function'), false],
    [new AppError('cancelled', 'Cancelled.'), false],
    [new AppError('not-enough-labels', 'Too few.'), false],
    [Object.assign(new Error('full'), { code: 'ENOSPC' }), false],
  ])('%s: %s', (thrown, expected) => {
    expect(isDeviceFailure(thrown)).toBe(expected)
  })
})
