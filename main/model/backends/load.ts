/**
 * @file Which TensorFlow.js computes is decided here, at run time: a graphics card or the native library where they are
 * installed and pass their self-test, else WebAssembly, else plain JavaScript. (docs/adr/0003)
 */
import { AppError } from '../../../shared/errors.ts'
import {
  inEnglish,
  joined,
  sentence,
  type PlainSentence,
  type Sentence,
} from '../../../shared/sentences/sentence.ts'
import type { BackendName } from '../../../shared/domain.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import { loadBackend } from './loaders.ts'
import { WEBGPU_ELSEWHERE, type TestedName } from './self-test/record.ts'
import { remoteBackend, selfTested, type RemoteGpu, type TestedBackend } from './self-test/self-test.ts'

/** Fastest first. */
export const BACKEND_ORDER: readonly BackendName[] = ['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu']

export interface LoadedTensorFlow {
  tf: TensorFlow
  name: BackendName
  /** A sentence for the person: what computes, and what a faster backend lacked. */
  note: string
}

export interface BackendChoice {
  /** The one to use; without it the fastest that passes its self-test. */
  name?: BackendName | undefined
  /** Twinsort's cache folder, where it is not the usual one. */
  cache?: string | undefined
  /** Those that failed at the work at hand. One that was named and stands here is not insisted on. */
  without?: readonly BackendName[] | undefined
}

/** A backend that computes in another process, which is spoken to by messages. */
export interface RemoteBackend<Remote> extends Omit<LoadedTensorFlow, 'tf'> {
  remote: Remote
}

export type ChosenBackend<Remote> = LoadedTensorFlow | RemoteBackend<Remote>

/** The last choice in this thread, and its result. */
let latest: { choice: string; loaded: LoadedTensorFlow } | undefined

/**
 * Loads a backend and makes it the active one, unless it is already. Call it in a worker: it takes up to two seconds and
 * hundreds of megabytes, and once on a machine the time of a self-test.
 * @throws AppError `backend-unavailable` when the named one (or every one) cannot be loaded or failed its self-test.
 */
export async function loadTensorFlow(
  name?: BackendName,
  cache?: string,
  without: readonly BackendName[] = [],
): Promise<LoadedTensorFlow> {
  const choice = JSON.stringify([name, cache, without])
  if (latest?.choice !== choice) {
    latest = undefined // what fails half-way leaves another backend active
    latest = { choice, loaded: await loadFirst({ name, cache, without }) }
  }
  return latest.loaded
}

/**
 * As `loadTensorFlow`, where another process (a hidden window of Electron) provides WebGPU instead of this one.
 * It chooses again at each call: keep the result.
 * @throws AppError `backend-unavailable` as above; `cancelled` where the other process is given up
 */
export async function chooseBackend<Remote extends RemoteGpu>(
  choice: BackendChoice,
  remote?: Remote,
): Promise<ChosenBackend<Remote>> {
  const { name, cache, without } = choice
  if (remote === undefined) return loadTensorFlow(name, cache, without)
  latest = undefined
  return firstOf<{ tf: TensorFlow } | { remote: Remote }>(choice, (candidate, named) =>
    candidate === 'webgpu' ? trustRemote(remote, cache, named) : loadTrusted(candidate, cache, named),
  )
}

async function loadFirst(choice: BackendChoice): Promise<LoadedTensorFlow> {
  return firstOf(choice, (name, named) => loadTrusted(name, choice.cache, named))
}

/** The first backend that opens, and what those before it lacked. */
async function firstOf<Opened>(
  { name, without = [] }: BackendChoice,
  open: (name: BackendName, named: boolean) => Promise<Opened>,
): Promise<Opened & Omit<LoadedTensorFlow, 'tf'>> {
  const failures: Sentence[] = []
  const named = name !== undefined && !without.includes(name)
  for (const candidate of named ? [name] : BACKEND_ORDER.filter((each) => !without.includes(each))) {
    try {
      const opened = await open(candidate, named)
      const note = [`TensorFlow.js computes with ${candidate}.`, ...failures.map(inEnglish)].join(' ')
      return { ...opened, name: candidate, note }
    } catch (thrown) {
      if (AppError.from(thrown).code === 'cancelled') throw thrown // the others are not wanted either
      failures.push(sentence('about', { subject: candidate, problem: whyNotLoaded(thrown) }))
    }
  }
  const why = failures.length === 0 ? '' : joined('joined-by-and-then', failures)
  throw new AppError('backend-unavailable', sentence('no-tensorflow', { failures: why }))
}

/** In our words; those of a library are for the self-test, which `doctor` shows. */
function whyNotLoaded(thrown: unknown): PlainSentence {
  return (thrown instanceof AppError ? thrown.sentence : undefined) ?? sentence('backend-not-loaded')
}

/** @throws AppError `backend-unavailable`, or whatever the library throws. */
async function loadTrusted(name: BackendName, cache?: string, named = false): Promise<{ tf: TensorFlow }> {
  const backend = await loadBackend(name, cache)
  await trust(name, backend, cache, named)
  return { tf: backend.tf }
}

async function trustRemote<Remote extends RemoteGpu>(
  remote: Remote,
  cache: string | undefined,
  named: boolean,
): Promise<{ remote: Remote }> {
  await trust(WEBGPU_ELSEWHERE, await remoteBackend(remote), cache, named)
  return { remote }
}

/** @throws AppError `backend-unavailable`, or what goes wrong in the other process. */
async function trust(
  name: TestedName,
  backend: TestedBackend,
  cache: string | undefined,
  named: boolean,
): Promise<void> {
  const { about, software } = backend
  if (software && !named) {
    throw new AppError('backend-unavailable', sentence('backend-simulated', { adapter: about }))
  }
  if (name === 'cpu') return
  const { passed } = await selfTested(name, backend, cache)
  if (!passed) throw new AppError('backend-unavailable', sentence('backend-untrusted'))
}
