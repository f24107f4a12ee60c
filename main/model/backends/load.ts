/**
 * @file Which TensorFlow.js computes is decided here, at run time: the native ones where they are installed, else
 * WebAssembly, else plain JavaScript. (docs/adr/0003)
 */
import { AppError } from '../../../shared/errors.ts'
import type { BackendName } from '../../../shared/domain.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import { registerGradients } from './gradients/register.ts'
import type { NativeVariant } from './folders.ts'
import { findNative, loadNative } from './node.ts'
import { registerTransposingMatMul } from './wasm/batch-matmul.ts'
import { registerConvolutionGradients } from './wasm/convolution-gradients.ts'
import { registerMaxPoolGradient } from './wasm/max-pool-gradient.ts'

/** Fastest first. */
export const BACKEND_ORDER: readonly BackendName[] = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu']

export interface LoadedTensorFlow {
  tf: TensorFlow
  name: BackendName
  /** A sentence for the person: what computes, and what a faster backend lacked. */
  note: string
}

/** What was asked for last in this thread, and what came of it. */
let latest: { name: BackendName | undefined; cache: string | undefined; loaded: LoadedTensorFlow } | undefined

/**
 * Loads a backend and makes it the active one, unless it is already. Call it in a worker: it takes up to two seconds and
 * hundreds of megabytes.
 * @param name the one to use; without it the fastest that loads.
 * @param cache Twinsort's cache folder, where it is not the usual one.
 * @throws AppError `backend-unavailable` when the named one (or every one) cannot be loaded.
 */
export async function loadTensorFlow(name?: BackendName, cache?: string): Promise<LoadedTensorFlow> {
  if (latest === undefined || latest.name !== name || latest.cache !== cache) {
    latest = { name, cache, loaded: await loadFirst(name, cache) }
  }
  return latest.loaded
}

async function loadFirst(name: BackendName | undefined, cache?: string): Promise<LoadedTensorFlow> {
  const failures: string[] = []
  for (const candidate of name === undefined ? BACKEND_ORDER : [name]) {
    try {
      const tf = await loadOne(candidate, cache)
      return {
        tf,
        name: candidate,
        note: [`TensorFlow.js computes with ${candidate}.`, ...failures].join(' '),
      }
    } catch (thrown) {
      failures.push(`${candidate}: ${AppError.from(thrown).message}`)
    }
  }
  throw new AppError('backend-unavailable', `TensorFlow.js cannot compute here. ${failures.join(' ')}`)
}

async function loadOne(name: BackendName, cache?: string): Promise<TensorFlow> {
  if (name === 'wasm') return loadWasm()
  if (name === 'cpu') return loadPlain()
  return loadInstalled(name === 'tfjs-node-gpu' ? 'gpu' : 'cpu', cache)
}

async function loadInstalled(variant: NativeVariant, cache?: string): Promise<TensorFlow> {
  const found = findNative(variant, cache)
  if (found === undefined) {
    throw new AppError('backend-unavailable', 'not installed (`npm run tensorflow` gets it).')
  }
  const tf = loadNative(found)
  await activate(tf, 'tensorflow')
  return tf
}

async function loadWasm(): Promise<TensorFlow> {
  const tf = await loadCore()
  await import('@tensorflow/tfjs-backend-wasm')
  registerTransposingMatMul(tf)
  registerConvolutionGradients(tf)
  registerMaxPoolGradient(tf)
  await activate(tf, 'wasm')
  return tf
}

async function loadPlain(): Promise<TensorFlow> {
  const tf = await loadCore()
  await import('@tensorflow/tfjs-backend-cpu')
  await activate(tf, 'cpu')
  return tf
}

/** The core that wasm and cpu share. In Node it advises at length to install tfjs-node, which we do ourselves. */
async function loadCore(): Promise<TensorFlow> {
  const tf = await import('@tensorflow/tfjs-core')
  tf.enableProdMode()
  registerGradients(tf)
  return tf
}

async function activate(tf: TensorFlow, backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) {
    throw new AppError('backend-unavailable', `the backend ${backend} did not start.`)
  }
  await tf.ready()
}
