/**
 * @file [Note: self-test] Before a backend trains anything of a person's, it trains two small networks for three steps, and
 * losses and gradients are compared with those of plain JavaScript, whose kernels are loops. What does not agree, throws, or
 * ends the process twice, is not used. The result is kept: see record.ts.
 */
import type { SelfTestResult } from '../../../../shared/contract/backends.ts'
import type { BackendName } from '../../../../shared/domain.ts'
import { AppError } from '../../../../shared/errors.ts'
import { loadBackend, type LoadedBackend } from '../loaders.ts'
import { readRecord, writeRecord, WEBGPU_ELSEWHERE, type TestedName } from './record.ts'
import { deviation, trainingSteps, type Steps } from './steps.ts'
import { imagesPerSecond } from './throughput.ts'

/**
 * Relative, see `Deviation` in steps.ts. Sums of float32 in another order differ by 1e-6 to 1e-5 here, and graphics cards that
 * multiply with the 10 bits of TF32 by about 1e-3; a wrong formula is off by a tenth or more.
 */
const LOSS_TOLERANCE = 2e-3
const GRADIENT_TOLERANCE = 2e-2

/** A process may be ended from outside while it tests; twice in the same place is no accident. */
const LIVES = 2

/** A graphics card that another process computes on, which is asked by messages. */
export interface RemoteGpu {
  /** @throws AppError `backend-unavailable` without an adapter */
  describe: () => Promise<Pick<LoadedBackend, 'about' | 'software'>>
  /** See `trainingSteps`. */
  steps: () => Promise<Steps[]>
  /** See `imagesPerSecond` in throughput.ts. */
  imagesPerSecond: (batch: number) => Promise<number>
}

/** Thrown where a process ended that was to answer: whether it does so again decides (`LIVES`). */
export class ProcessEnded extends AppError {}

/** What can be put to the test: computed here, or elsewhere. */
export type TestedBackend = LoadedBackend | (Pick<LoadedBackend, 'about' | 'software'> & { gpu: RemoteGpu })

/** @throws AppError `backend-unavailable` without an adapter */
export async function remoteBackend(gpu: RemoteGpu): Promise<TestedBackend> {
  return { ...(await gpu.describe()), gpu }
}

/** Photos of a step when the speed is measured: plain JavaScript takes seconds for more. */
const BATCH = 32
const SLOW_BATCH = 1

/**
 * What the self-test found; runs it unless a result is there. A backend of this process is the active one afterwards.
 * @param backend as it was loaded, active
 * @throws ProcessEnded where another process is tested and ends meanwhile; AppError `cancelled` where it is given up
 */
export async function selfTested(
  name: TestedName,
  backend: TestedBackend,
  cache?: string,
): Promise<SelfTestResult> {
  const { about, software } = backend
  const known = readRecord(name, about, cache)
  if (known?.result) return known.result
  const begun = known?.begun ?? 0
  if (begun >= LIVES) {
    return { ...failed('It ended the process while it was tested.'), software }
  }
  writeRecord(name, { about, begun: begun + 1, result: null }, cache)
  try {
    const result = { ...(await run(name, backend)), software }
    writeRecord(name, { about, begun: 0, result }, cache)
    return result
  } catch (thrown) {
    if (isCancelled(thrown)) writeRecord(name, { about, begun, result: null }, cache) // no fault of the backend
    throw thrown
  }
}

/** Loads and tests a backend whatever earlier tests found, measures its speed too, and keeps the result. */
export async function retest(name: BackendName, cache?: string): Promise<SelfTestResult> {
  return retestAs(name, () => loadBackend(name, cache), cache)
}

/** The same for WebGPU of another process. */
export async function retestRemote(gpu: RemoteGpu, cache?: string): Promise<SelfTestResult> {
  return retestAs(WEBGPU_ELSEWHERE, () => remoteBackend(gpu), cache)
}

async function retestAs(
  name: TestedName,
  load: () => Promise<TestedBackend>,
  cache?: string,
): Promise<SelfTestResult> {
  let result: SelfTestResult
  let about = ''
  try {
    const backend = await load()
    about = backend.about
    const tested = await run(name, backend)
    result = {
      ...(tested.passed ? await withSpeed(name, backend, tested) : tested),
      software: backend.software,
    }
  } catch (thrown) {
    result = { ...failed(`It did not start: ${AppError.from(thrown).message}`), software: false }
  }
  writeRecord(name, { about, begun: 0, result }, cache)
  return result
}

type Result = Omit<SelfTestResult, 'software'>

async function run(name: TestedName, backend: TestedBackend): Promise<Result> {
  if (name === 'cpu') return passed({ loss: 0, gradient: 0 }) // the measure of the others
  try {
    return await compare(backend)
  } catch (thrown) {
    if (thrown instanceof ProcessEnded || isCancelled(thrown)) throw thrown
    await activate(backend)
    return failed(`It failed its self-test: ${AppError.from(thrown).message}`)
  }
}

async function withSpeed(name: TestedName, backend: TestedBackend, result: Result): Promise<Result> {
  const batch = name === 'cpu' ? SLOW_BATCH : BATCH
  try {
    const speed = await ('gpu' in backend
      ? backend.gpu.imagesPerSecond(batch)
      : imagesPerSecond(backend.tf, batch))
    return { ...result, imagesPerSecond: speed }
  } catch (thrown) {
    return failed(`It failed while its speed was measured: ${AppError.from(thrown).message}`)
  }
}

async function compare(backend: TestedBackend): Promise<Result> {
  const actual = await ('gpu' in backend ? backend.gpu.steps() : trainingSteps(backend.tf))
  const reference = await loadBackend('cpu')
  const expected = await trainingSteps(reference.tf)
  await activate(backend)
  const off = deviation(actual, expected)
  // NaN is no smaller than anything
  if (off.loss < LOSS_TOLERANCE && off.gradient < GRADIENT_TOLERANCE) return passed(off)
  return {
    ...failed('It computes other numbers than plain JavaScript.'),
    lossError: finite(off.loss),
    gradientError: finite(off.gradient),
  }
}

/** Plain JavaScript was the active one meanwhile. */
async function activate(backend: TestedBackend): Promise<void> {
  if (!('gpu' in backend)) await backend.activate()
}

function passed({ loss, gradient }: { loss: number; gradient: number }): Result {
  return { passed: true, reason: '', lossError: loss, gradientError: gradient, imagesPerSecond: null }
}

function failed(reason: string): Result {
  return { passed: false, reason, lossError: null, gradientError: null, imagesPerSecond: null }
}

function isCancelled(thrown: unknown): boolean {
  return AppError.from(thrown).code === 'cancelled'
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
