import { describe, expect, it } from 'vitest'
import { canTrainApart, trainApart } from '../../../main/lab/compare/train-apart.ts'
import type { TrainRequest, TrainingProgress } from '../../../main/jobs/training/thread/train-protocol.ts'
import { Trainer } from '../../../main/jobs/training/thread/trainer.ts'
import { matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { cacheIn } from '../../support/cache.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** Two classes of points, three times as far from each other as they are wide. */
async function someRequest(): Promise<TrainRequest> {
  const random = new Random(3)
  const data = matrix(40, 16)
  for (let index = 0; index < data.data.length; index += 1) {
    const isSecond = index >= data.data.length / 2
    data.data[index] = random.next() + (isSecond && index % 16 < 4 ? 3 : 0)
  }
  return {
    cacheFolder: cacheIn(await temporaryFolder()),
    backend: 'wasm',
    strategy: 'triplet',
    seed: 1,
    epochs: 3,
    attention: 'gate',
    pyramid: false,
    inputs: { kind: 'levels', levels: [{ name: 'features', matrix: data }] },
    labels: Int32Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? -1 : Number(index >= 20))),
    classes: 2,
    groups: new Int32Array(40).fill(-1),
    rejections: [],
    pseudoLabels: false,
  }
}

describe('a training in a thread', () => {
  it('fails when nobody understands what it says, and the thread ends', async () => {
    const trainer = new Trainer(
      undefined,
      new URL('../../support/training/garbled-worker.ts', import.meta.url),
    )
    const request = await someRequest()
    for (let times = 0; times < 2; times += 1) {
      await expect(trainer.train(request)).rejects.toMatchObject({
        code: 'internal',
        message: 'The training thread says what it should not.',
      })
    }
    expect(trainer.fellBack).toEqual([])
    await trainer.close() // nothing is left to wait for
  })
})

describe('a training in a process of its own', () => {
  it('gives what a thread of this process gives, and says what memory that process held', async () => {
    const request = await someRequest()
    const trainer = new Trainer()
    const here = await trainer.train(request)
    await trainer.close()
    const told: TrainingProgress[] = []
    const { training, residentBytes } = await trainApart(request, { report: (each) => void told.push(each) })
    expect(training.embeddings).toEqual(here.embeddings)
    expect(training.metrics).toEqual(here.metrics)
    expect(training.backend).toBe('wasm')
    expect(told.length).toBeGreaterThan(0)
    // Node alone takes 40 MB; a head on a few numbers does not fill a gigabyte.
    expect(residentBytes).toBeGreaterThan(40e6)
    expect(residentBytes).toBeLessThan(1e9)
  })

  it('is stopped by its signal, and not begun after it', async () => {
    const controller = new AbortController()
    const running = trainApart(
      { ...(await someRequest()), epochs: 100_000 },
      {
        signal: controller.signal,
        report: () => {
          controller.abort()
        },
      },
    )
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    await expect(trainApart(await someRequest(), { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it('tells why it could not be done', async () => {
    const request = await someRequest()
    await expect(trainApart({ ...request, labels: request.labels.fill(-1) })).rejects.toMatchObject({
      code: 'not-enough-labels',
    })
  })

  it('fails when nobody understands what it says', async () => {
    const garbled = trainApart(
      await someRequest(),
      {},
      new URL('../../support/training/garbled-child.ts', import.meta.url),
    )
    await expect(garbled).rejects.toMatchObject({
      code: 'internal',
      message: 'The training process says what it should not.',
    })
  })

  it('is not tried where the executable is the app', () => {
    expect(canTrainApart({ node: '24.0.0' })).toBe(true)
    expect(canTrainApart({ node: '24.0.0', electron: '40.0.0' })).toBe(false)
  })
})
