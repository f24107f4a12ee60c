import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { KernelConfig } from '@tensorflow/tfjs-core'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { BackendName } from '../../../shared/domain.ts'
import type { TensorFlow } from '../../../main/math/tensorflow.ts'
import { BACKEND_ORDER, chooseBackend, loadTensorFlow } from '../../../main/model/backends/load.ts'
import { loadBackend } from '../../../main/model/backends/loaders.ts'
import { computesWith, probeBackends } from '../../../main/model/backends/probe.ts'
import { retest, selfTested, type RemoteGpu } from '../../../main/model/backends/self-test/self-test.ts'
import { trainingSteps } from '../../../main/model/backends/self-test/steps.ts'
import { AppError } from '../../../shared/errors.ts'
import { say, verbatim } from '../../../shared/sentences/sentence.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'

/** What our own backends keep to: far inside the tolerance that also lets graphics cards pass. */
const LOSS_ERROR = 1e-6
const GRADIENT_ERROR = 1e-5

const folders: string[] = []
function emptyCache(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'twinsort-self-test-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const others = (...names: BackendName[]): BackendName[] =>
  BACKEND_ORDER.filter((name) => !names.includes(name))
const fileOf = (cache: string, name: BackendName): string => path.join(cache, 'backends', `${name}.json`)

const restore: (() => void)[] = []
afterEach(() => {
  for (const undo of restore.splice(0)) undo()
})

/** Puts a kernel of the test's own around one of a backend's until the test ends. */
function wrapKernel(
  tf: TensorFlow,
  [backendName, kernelName]: [string, string],
  around: (original: KernelConfig['kernelFunc']) => KernelConfig['kernelFunc'],
): void {
  const original = tf.getKernel(kernelName, backendName)
  const put = (kernel: KernelConfig): void => {
    tf.unregisterKernel(kernelName, backendName)
    tf.registerKernel(kernel)
  }
  put({ ...original, kernelFunc: around(original.kernelFunc) })
  restore.push(() => {
    put(original)
  })
}

describeBackends('the self-test', (load) => {
  it('passes, close to plain JavaScript, and leaves no tensor and the same backend behind', async () => {
    const tf = await load()
    const name: BackendName = tf.getBackend() === 'wasm' ? 'wasm' : 'tfjs-node'
    const backend = await loadBackend(name)
    const before = tf.memory().numTensors
    const { passed, lossError, gradientError } = await selfTested(name, backend, emptyCache())
    expect(passed).toBe(true)
    expect(lossError).toBeLessThan(LOSS_ERROR)
    expect(gradientError).toBeLessThan(GRADIENT_ERROR)
    expect(tf.memory().numTensors).toBe(before)
    expect(tf.getBackend()).toBe(name === 'wasm' ? 'wasm' : 'tensorflow')
  })
})

describe('a backend that is not to be trusted', () => {
  it('is passed over when it computes other numbers, and the message says where to read why', async () => {
    const { tf } = await loadBackend('wasm')
    wrapKernel(tf, ['wasm', 'MaxPool'], () => tf.getKernel('AvgPool', 'wasm').kernelFunc)
    const cache = emptyCache()
    const { name, note } = await loadTensorFlow(undefined, cache, others('wasm', 'cpu'))
    expect(name).toBe('cpu')
    expect(note).toBe(`TensorFlow.js computes with cpu. wasm: ${say('backend-untrusted')}`)
    await expect(loadTensorFlow('wasm', cache)).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining(say('backend-untrusted')) as string,
    })
    const reports = probeBackends(cache)
    const wasm = reports.find((report) => report.name === 'wasm')
    expect(wasm?.selfTest).toMatchObject({
      passed: false,
      reason: 'It computes other numbers than plain JavaScript.',
    })
    expect(wasm?.selfTest?.gradientError).toBeGreaterThan(0.1)
    expect(computesWith(reports.filter((report) => report.name !== 'tfjs-node'))).toBe('cpu')
  })

  it('is passed over when it throws, and tested again only when that is asked for', async () => {
    const { tf } = await loadBackend('wasm')
    let calls = 0
    wrapKernel(tf, ['wasm', 'Conv2D'], () => () => {
      calls += 1
      throw new Error('memory access out of bounds')
    })
    const cache = emptyCache()
    const first = await loadTensorFlow(undefined, cache, others('wasm', 'cpu'))
    expect(first.note).toContain(`wasm: ${say('backend-untrusted')}`)
    const once = calls
    expect(await selfTested('wasm', await loadBackend('wasm'), cache)).toMatchObject({
      passed: false,
      reason: 'It failed its self-test: memory access out of bounds',
    })
    expect(calls).toBe(once)
    for (const undo of restore.splice(0)) undo()
    expect(await retest('wasm', cache)).toMatchObject({ passed: true })
    expect((await loadTensorFlow('wasm', cache)).name).toBe('wasm')
  })

  it('is passed over when it ended the process twice, until the library under it changes', async () => {
    const cache = emptyCache()
    const backend = await loadBackend('wasm')
    await selfTested('wasm', backend, cache)
    const record: unknown = JSON.parse(readFileSync(fileOf(cache, 'wasm'), 'utf8'))
    const begun = (times: number): void => {
      writeFileSync(
        fileOf(cache, 'wasm'),
        JSON.stringify({ ...(record as object), begun: times, result: null }),
      )
    }
    begun(2)
    expect(await selfTested('wasm', backend, cache)).toMatchObject({
      passed: false,
      reason: 'It ended the process while it was tested.',
    })
    expect(await selfTested('wasm', { ...backend, about: 'a newer one' }, cache)).toMatchObject({
      passed: true,
    })
    begun(1)
    expect(await selfTested('wasm', backend, cache)).toMatchObject({ passed: true })
  })
})

describe('a graphics card of another process', () => {
  it('is neither judged nor passed over for a test that the person gave up', async () => {
    const cache = emptyCache()
    const cancelled = (): Promise<never> => Promise.reject(new AppError('cancelled', verbatim('Cancelled.')))
    const card: RemoteGpu = {
      describe: () => Promise.resolve({ about: 'a card', software: false }),
      steps: cancelled,
      imagesPerSecond: cancelled,
    }
    for (let times = 0; times < 3; times += 1) {
      await expect(chooseBackend({ cache }, card)).rejects.toMatchObject({ code: 'cancelled' })
    }
    const { tf } = await loadBackend('cpu')
    const patient = { ...card, steps: () => trainingSteps(tf) }
    expect(await chooseBackend({ cache }, patient)).toMatchObject({ name: 'webgpu', remote: patient })
  })
})

describe('the speed of a backend', () => {
  it('is measured on request and kept', async () => {
    const cache = emptyCache()
    const { imagesPerSecond } = await retest('wasm', cache)
    expect(imagesPerSecond).toBeGreaterThan(0)
    const kept = probeBackends(cache).find(({ name }) => name === 'wasm')
    expect(kept?.selfTest?.imagesPerSecond).toBe(imagesPerSecond)
  })
})
