/** @file What the training worker does about a page that is no longer wanted, hangs, or is gone. The pages here only listen. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CLOSE_WINDOW } from '../../../main/jobs/training/thread/hidden-window/protocol.ts'
import { WindowGpu } from '../../../main/jobs/training/thread/hidden-window/window-gpu.ts'
import type { EmbeddingTask, TrainingTask } from '../../../main/jobs/training/thread/train-protocol.ts'
import type { TrainingHost } from '../../../main/jobs/training/compute/host.ts'
import { memoryPortPair, type Port } from '../../../shared/port.ts'
import { assertNothingShared } from '../../support/strict-carrier.ts'

/** More than any page is waited for. */
const LONG_MS = 600_000

const pixels = new Uint8Array(new SharedArrayBuffer(2 * 8 * 8 * 3))
const task: TrainingTask = {
  strategy: 'triplet',
  seed: 0,
  attention: 'gate',
  pyramid: false,
  inputs: { kind: 'pixels', network: 'cnn', photos: Int32Array.of(0, 1), side: 8, pixels },
  labels: Int32Array.of(0, 1),
  classes: 2,
  groups: Int32Array.of(-1, -1),
  pseudoLabels: false,
  rejections: [],
}
const pictures: EmbeddingTask = { weights: new Uint8Array(4), inputs: { kind: 'pixels', pixels } }

function host(signal: AbortSignal, given: Partial<TrainingHost> = {}): TrainingHost {
  const shippedWeights = () => Promise.reject(new Error('nobody reads them here'))
  return { signal, report: () => undefined, shippedWeights, ...given }
}

/** A window whose page says nothing by itself, and what it has heard. */
function silentPage(): { gpu: WindowGpu; page: Port; heard: unknown[] } {
  const [near, page] = memoryPortPair()
  const heard: unknown[] = []
  page.onMessage((message) => heard.push(message))
  return { gpu: new WindowGpu(near), page, heard }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})
/** Lets pass what happens at once, and the time that is given. */
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds)

describe('the graphics card of a hidden window', () => {
  test('is sent nothing that lies in shared memory', async () => {
    const { gpu, heard } = silentPage()
    const { signal } = new AbortController()
    const training = gpu.train(task, host(signal))
    gpu.close()
    await expect(training).rejects.toThrow('has ended')
    const embedding = gpu.embed(pictures, signal)
    gpu.close()
    await expect(embedding).rejects.toThrow('has ended')
    expect(heard).toMatchObject([{ order: 'train' }, CLOSE_WINDOW, { order: 'embed' }, CLOSE_WINDOW])
    for (const message of heard) assertNothingShared(message)
  })

  test('is ordered nothing when the training was cancelled before', async () => {
    const { gpu, heard } = silentPage()
    const training = gpu.train(task, host(AbortSignal.abort()))
    await expect(training).rejects.toMatchObject({ code: 'cancelled' })
    await pass()
    expect(heard).toEqual([])
  })

  test.each(['train', 'embed', 'steps'] as const)(
    'is closed when it does not stop to %s some seconds after a cancel',
    async (order) => {
      const { gpu, heard } = silentPage()
      const control = new AbortController()
      const { signal } = control
      const works = {
        train: () => gpu.train(task, host(signal)),
        embed: () => gpu.embed(pictures, signal),
        steps: () => gpu.whileWanted(signal, () => gpu.steps()),
      }
      const ended = expect(works[order]()).rejects.toMatchObject({ code: 'cancelled' })
      await pass()
      control.abort()
      await pass()
      expect(heard).toMatchObject([{ order }, { order: 'cancel' }])
      await pass(LONG_MS)
      expect(heard.slice(2)).toEqual([CLOSE_WINDOW])
      await ended
    },
  )

  test('stays open when it stops by itself', async () => {
    const { gpu, page, heard } = silentPage()
    const control = new AbortController()
    const ended = expect(gpu.train(task, host(control.signal))).rejects.toMatchObject({
      code: 'cancelled',
    })
    control.abort()
    await pass()
    page.post({ kind: 'failed', error: { code: 'cancelled', message: 'Cancelled.' }, device: false })
    await ended
    await pass(LONG_MS)
    expect(heard).toMatchObject([{ order: 'train' }, { order: 'cancel' }])
  })

  test.each(['describe', 'steps', 'imagesPerSecond'] as const)(
    'is closed when it hangs in its self-test: %s',
    async (name) => {
      const { gpu, heard } = silentPage()
      const ended = expect(gpu[name](32)).rejects.toThrow('has ended')
      await pass(LONG_MS)
      await ended
      expect(heard.at(-1)).toBe(CLOSE_WINDOW)
    },
  )

  test('may train for as long as it takes', async () => {
    const { gpu, heard } = silentPage()
    const training = gpu.train(task, host(new AbortController().signal))
    training.catch(() => undefined)
    await pass(100 * LONG_MS)
    expect(heard).toHaveLength(1)
    gpu.close()
    await expect(training).rejects.toThrow('has ended')
  })

  test('is closed when it says what it should not', async () => {
    const { gpu, page, heard } = silentPage()
    const training = gpu.train(task, host(new AbortController().signal))
    page.post({ kind: 'nonsense' })
    await expect(training).rejects.toThrow(TypeError)
    await pass()
    expect(heard.at(-1)).toBe(CLOSE_WINDOW)
  })
})
