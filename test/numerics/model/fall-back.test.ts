import { describe, expect, it } from 'vitest'
import type { Log } from '../../../main/jobs/log.ts'
import type { TrainRequest } from '../../../main/jobs/training/thread/train-protocol.ts'
import { cacheFolder } from '../../../main/model/backends/folders.ts'
import { deviceFailureSentence, isDeviceFailure } from '../../../main/model/backends/device-failure.ts'
import { AppError } from '../../../shared/errors.ts'
import { inEnglish, sentence, verbatim } from '../../../shared/sentences/sentence.ts'
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
    ['throwing', sentence('backend-ran-out'), 'memory access out of bounds'],
    ['ending', sentence('training-thread-lost'), 'The training thread ended without a result.'],
  ] as const)('by %s goes on with the next backend, as if it had begun there', async (by, reason, raw) => {
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
    const logged: (string | undefined)[][] = []
    const warn: Log['warn'] = (said, { reason } = {}) => {
      logged.push([inEnglish(said), reason && inEnglish(reason)])
    }
    trainer.logFailures({ warn })
    expect(logged).toEqual([['wasm failed while it computed.', raw]])
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
    ['OOM when allocating tensor with shape[64,112,112,32]', 'backend-ran-out'],
    ['Array buffer allocation failed', 'backend-ran-out'],
    ['memory access out of bounds', 'backend-ran-out'],
    [
      'The graphics device was lost. A valid external Instance reference no longer exists.',
      'backend-device-lost',
    ],
    ['Invalid argument: Incompatible shapes: [2,3] vs. [4]', 'backend-gave-up'],
    ['unreachable', 'backend-gave-up'],
  ] as const)('is told in a plain sentence, not as %s', (raw, key) => {
    expect(deviceFailureSentence(AppError.from(new Error(raw)))).toEqual(sentence(key))
  })

  it('is told as we said it, where we did', () => {
    const said = sentence('backend-window-ended')
    expect(deviceFailureSentence(new AppError('internal', said))).toEqual(said)
  })

  it.each([
    [new Error('OOM when allocating tensor with shape[64,112,112,32]'), true],
    [new WebAssembly.RuntimeError('unreachable'), true],
    [new RangeError('Array buffer allocation failed'), true],
    [new Error('The graphics device was lost.'), true],
    [new TypeError('undefined is not a function'), false],
    [new AppError('cancelled', verbatim('Cancelled.')), false],
    [new AppError('not-enough-labels', verbatim('Too few.')), false],
    [Object.assign(new Error('full'), { code: 'ENOSPC' }), false],
  ])('%s: %s', (thrown, expected) => {
    expect(isDeviceFailure(thrown)).toBe(expected)
  })
})
