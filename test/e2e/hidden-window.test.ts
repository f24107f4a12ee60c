/**
 * Training in the page of the hidden window, in a real Chromium on its software adapter: the same numbers as plain JavaScript, and
 * no work lost when it ends. Skipped where the browser at hand has no WebGPU.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkpointFile } from '../../main/jobs/training/compute/checkpoint-file.ts'
import { WindowGpu } from '../../main/jobs/training/thread/hidden-window/window-gpu.ts'
import type {
  LevelsToRead,
  TrainedHead,
  TrainRequest,
} from '../../main/jobs/training/thread/train-protocol.ts'
import { Trainer } from '../../main/jobs/training/thread/trainer.ts'
import type { TrainingHost } from '../../main/jobs/training/compute/host.ts'
import { teacherOf } from '../../main/jobs/training/compute/teacher.ts'
import { nearestRows } from '../../main/math/products/products.ts'
import { normalisedAdjacency } from '../../main/math/sparse.ts'
import { chooseBackend } from '../../main/model/backends/load.ts'
import { computesWith, probeBackends } from '../../main/model/backends/probe.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { Port } from '../../shared/port.ts'
import { launchBrowser } from '../support/window/browser.ts'
import { SOFTWARE_WEBGPU, hiddenPages, type HiddenPages } from '../support/window/hidden-page.ts'
import { trainInWorker } from '../support/training/train-in-worker.ts'
import { bunches } from '../support/training/vectors.ts'
import { waysOut } from '../support/window/web-rtc.ts'

const CLASSES = 3
const EACH = 12
const features = bunches(CLASSES, EACH, 40, 3, 1)
const inputs: LevelsToRead = { kind: 'levels', levels: [{ name: 'features', matrix: features }] }
const cacheFolder = mkdtempSync(path.join(os.tmpdir(), 'twinsort-hidden-cache-'))
const request: TrainRequest = {
  cacheFolder,
  backend: 'webgpu',
  strategy: 'cosine-softmax',
  seed: 0,
  epochs: 1,
  attention: 'gate',
  pyramid: false,
  inputs,
  labels: Int32Array.from({ length: CLASSES * EACH }, (_, index) => index % CLASSES),
  classes: CLASSES,
  groups: new Int32Array(CLASSES * EACH).fill(-1),
  rejections: [],
  pseudoLabels: false,
}

let browser: Browser
let pages: HiddenPages
/** Most of what is tried shares a page: the software adapter takes seconds for the shaders of another one. */
let shared: Port
let gpu: WindowGpu
let missing = ''
beforeAll(async () => {
  browser = await launchBrowser(SOFTWARE_WEBGPU)
  pages = await hiddenPages(browser)
  shared = pages.open()
  gpu = new WindowGpu(shared)
  missing = await gpu.describe().then(
    () => '',
    (thrown: unknown) => AppError.from(thrown).message,
  )
  if (missing !== '') process.stdout.write(`The hidden window is not tested: ${missing}\n`)
}, 120_000)
beforeEach(({ skip }) => {
  skip(missing !== '', missing)
})
afterEach(() => {
  expect(pages.problems).toEqual([])
})
afterAll(async () => {
  await browser.close()
  await pages.dispose()
  rmSync(cacheFolder, { recursive: true, force: true })
})

/** @param place 0 is the shared page, -1 the one that was opened last */
async function pageAt(place: number): Promise<Page> {
  const page = await pages.opened.at(place)
  if (page === undefined) throw new Error('There is no page.')
  return page
}

/** On the shared page, without a trainer. */
function trainThere(given: TrainRequest, surroundings: Partial<TrainingHost> = {}): Promise<TrainedHead> {
  return gpu.train(given, {
    signal: new AbortController().signal,
    report: () => undefined,
    teacher: teacherOf(given),
    shippedWeights: () => Promise.reject(new Error('nobody reads them here')),
    ...surroundings,
  })
}

/** Ruins a page as soon as an epoch of a training has ended. */
function ruinOnce(ruin: (page: Page) => Promise<void>, place: number): () => void {
  let isRuined = false
  return () => {
    if (!isRuined) void pageAt(place).then(ruin)
    isRuined = true
  }
}

function expectSame(actual: TrainedHead, expected: TrainedHead): void {
  expect(actual.lossCurve.map(({ epoch }) => epoch)).toEqual(expected.lossCurve.map(({ epoch }) => epoch))
  actual.lossCurve.forEach(({ loss, logLoss }, index) => {
    const other = expected.lossCurve[index]
    expect(loss ?? 0).toBeCloseTo(other.loss ?? 0, 4)
    expect(logLoss).toBeCloseTo(other.logLoss, 4)
  })
  expect(actual.outOfFold.rows).toEqual(expected.outOfFold.rows)
  actual.embeddings.data.forEach((value, index) => {
    expect(Math.abs(value - expected.embeddings.data[index])).toBeLessThan(1e-3)
  })
}

/** What the work goes on with where no window computes. */
const next = () => computesWith(probeBackends(cacheFolder).filter(({ name }) => name !== 'webgpu'))

describe('a hidden window', () => {
  it('is used on a processor only when it is named, and not before its self-test', async () => {
    const chosen = await chooseBackend(
      { cache: cacheFolder, without: ['tfjs-node-gpu', 'tfjs-node', 'wasm'] },
      gpu,
    )
    expect(chosen.name).toBe('cpu')
    expect(chosen.note).toMatch(/webgpu: Chrome.*swiftshader.* is a processor, no graphics card\./)
    const report = () => probeBackends(cacheFolder, true).find(({ name }) => name === 'webgpu')
    expect(report()?.selfTest).toBeNull()
    expect(await chooseBackend({ name: 'webgpu', cache: cacheFolder }, gpu)).toMatchObject({ remote: gpu })
    expect(report()).toMatchObject({ available: true, inWindow: true })
    expect(report()?.selfTest).toMatchObject({ passed: true, software: true })
    expect(report()?.selfTest?.lossError).toBeLessThan(1e-6)
    expect(report()?.selfTest?.gradientError).toBeLessThan(1e-5)
    expect(computesWith(probeBackends(cacheFolder, true))).not.toBe('webgpu')
  })

  it('asks for what the library knows of photos without a label, and trains as plain JavaScript does', async () => {
    const { indices, similarities, count } = await nearestRows(features, features, 6)
    const affinity = normalisedAdjacency({ count: features.rows, neighbours: count, indices, similarities })
    const labels = request.labels.map((label, index) => (index % 4 === 3 ? -1 : label))
    const taught: TrainRequest = {
      ...{ ...request, strategy: 'distillation', pseudoLabels: true, labels },
      ...{ affinity, representation: [features] },
    }
    expectSame(await trainThere(taught), await trainInWorker({ ...taught, backend: 'cpu' }))
  })

  it('fails what it does not understand, and goes on', async () => {
    const port = pages.open()
    const answers: unknown[] = []
    port.onMessage((message) => answers.push(message))
    port.post({ order: 'nonsense' })
    await expect.poll(() => answers, { timeout: 30_000 }).toHaveLength(1)
    expect(answers[0]).toMatchObject({ kind: 'failed', error: { code: 'internal' }, device: false })
    port.post({ order: 'describe' })
    await expect.poll(() => answers[1], { timeout: 30_000 }).toMatchObject({ kind: 'described' })
    port.close()
  })

  it('connects to nobody by WebRTC, as it would without its limits', async () => {
    expect(await waysOut(await pageAt(0))).toEqual({ candidates: 0, connections: 0 })
    const other = await launchBrowser()
    const page = await other.newPage()
    const unlimited = await waysOut(page)
    await other.close()
    expect(unlimited.candidates).toBeGreaterThan(0)
    expect(unlimited.connections).toBeGreaterThan(0)
  })

  it('reaches nothing: no network, no code from strings', async () => {
    const page = await pageAt(0)
    // In a task of the page's own: the debugger itself may evaluate what it likes.
    const fromString = `new Promise((resolve) => setTimeout(() => {
      try { resolve(new Function('return 1')()) } catch ({ name }) { resolve(name) }
    }))`
    expect(await page.evaluate(fromString)).toBe('EvalError')
    for (const address of ['/page.js', 'https://example.com/']) {
      const fetched = `fetch(${JSON.stringify(address)}).then(() => 'fetched', () => 'refused')`
      expect(await page.evaluate(fetched)).toBe('refused')
    }
    expect(pages.refused).toEqual([]) // nothing went as far as to ask
  })

  it('is cancelled within a step, and goes on to the same end; loses its device, and leaves the rest to the next backend', async () => {
    const file = path.join(cacheFolder, 'states', 'one.state')
    const cancel = new AbortController()
    const cancelled = trainThere(request, {
      signal: cancel.signal,
      report: ({ epoch }) => {
        if (epoch === 2) cancel.abort()
      },
      checkpoints: checkpointFile(file),
    })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(readFileSync(file).length).toBeGreaterThan(0)
    const epochs: number[] = []
    const resumed = await trainThere(request, {
      report: ({ epoch }) => epochs.push(epoch),
      checkpoints: checkpointFile(file),
    })
    expect(epochs[0]).toBeGreaterThan(2)
    const task = { weights: resumed.weights, inputs }
    const embedded = await gpu.embed(task, new AbortController().signal)
    const trainer = new Trainer(() => shared) // takes the page over
    const head = await trainer.train(request)
    expect(head).toMatchObject({
      backend: 'webgpu',
      fellBack: [],
      note: 'TensorFlow.js computes with webgpu.',
    })
    expect(resumed.weights).toEqual(head.weights)
    expect(embedded).toEqual(head.embeddings)

    const rest = await trainer.train(request, { report: ruinOnce(loseDevice, 0) })
    expect(rest).toMatchObject({
      backend: next(),
      fellBack: [{ backend: 'webgpu', reason: sentence('backend-device-lost') }],
    })
    expect(rest.weights).toEqual((await trainInWorker({ ...request, backend: next() })).weights)
    const page = await pageAt(0)
    await expect.poll(() => page.isClosed()).toBe(true)
    await trainer.close()
  })

  it('leaves the training to the next backend when it crashes', async () => {
    const trainer = new Trainer(pages.open)
    const head = await trainer.train(request, { report: ruinOnce(crash, -1) })
    expect(head).toMatchObject({
      backend: next(),
      fellBack: [{ backend: 'webgpu', reason: sentence('backend-window-ended') }],
    })
    await trainer.close()
  })
})

async function loseDevice(page: Page): Promise<void> {
  await page.evaluate('keptDevices.forEach((device) => device.destroy())')
}

/** The browser itself ends the page's process. */
async function crash(page: Page): Promise<void> {
  await page.goto('chrome://crash').catch(() => undefined)
}
