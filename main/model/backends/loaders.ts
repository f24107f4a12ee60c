/** @file Loads one backend and makes it the active one. */
import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { BackendName } from '../../../shared/domain.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import { INSTALL_COMMANDS, type NativeVariant } from './folders.ts'
import { useNativeGradients, useOwnGradients } from './gradients/register.ts'
import { findNative, loadNative } from './node.ts'
import { registerTransposingMatMul } from './wasm/batch-matmul.ts'
import { registerConvolutionGradients } from './wasm/convolution-gradients.ts'
import { registerMaxPoolGradient } from './wasm/max-pool-gradient.ts'
import { findWebGpu, loadWebGpu } from './webgpu/dawn.ts'
import { failWithDevice } from './webgpu/device-problems.ts'
import { readWithoutPromises } from './webgpu/read-sync.ts'

export interface LoadedBackend {
  tf: TensorFlow
  /** What computes, for telling whether it is still the same: a library's file and its date, or a graphics adapter. */
  about: string
  /** Computed by the processor although it stands for a graphics card: nobody's first choice. */
  software: boolean
  /** Makes it the active one again, after another was. */
  activate: () => Promise<void>
}

/** @throws AppError `backend-unavailable`, or whatever the library throws. */
export async function loadBackend(name: BackendName, cache?: string): Promise<LoadedBackend> {
  const loaded = await load(name, cache)
  await loaded.activate()
  return loaded
}

function load(name: BackendName, cache?: string): Promise<LoadedBackend> | LoadedBackend {
  switch (name) {
    case 'wasm':
      return loadWasm()
    case 'cpu':
      return loadPlain()
    case 'webgpu':
      return loadGpu(cache)
    case 'tfjs-node':
      return loadInstalled('cpu', cache)
    case 'tfjs-node-gpu':
      return loadInstalled('gpu', cache)
  }
}

function loadInstalled(variant: NativeVariant, cache?: string): LoadedBackend {
  const found = findNative(variant, cache)
  if (found === undefined) throw absent(variant === 'gpu' ? 'tfjs-node-gpu' : 'tfjs-node')
  const tf = loadNative(found)
  const { mtimeMs } = fs.statSync(path.join(found.folder, 'package.json'))
  return {
    tf,
    about: `${found.folder} ${mtimeMs}`,
    software: false,
    activate: async () => {
      useNativeGradients(tf)
      await start(tf, 'tensorflow')
    },
  }
}

/** What gets a backend that is not here; those that are part of Twinsort cannot be absent. */
export function whyAbsent(name: BackendName): Sentence {
  if (name === 'wasm' || name === 'cpu') return sentence('backend-not-loaded')
  return sentence('backend-absent', { command: INSTALL_COMMANDS[name] })
}

function absent(name: BackendName): AppError {
  return new AppError('backend-unavailable', whyAbsent(name))
}

async function loadWasm(): Promise<LoadedBackend> {
  const tf = await loadCore()
  await import('@tensorflow/tfjs-backend-wasm')
  registerTransposingMatMul(tf)
  registerConvolutionGradients(tf)
  registerMaxPoolGradient(tf)
  return onCore(tf, 'wasm', tf.version_core)
}

async function loadPlain(): Promise<LoadedBackend> {
  const tf = await loadCore()
  await import('@tensorflow/tfjs-backend-cpu')
  return onCore(tf, 'cpu', tf.version_core)
}

async function loadGpu(cache?: string): Promise<LoadedBackend> {
  const folder = findWebGpu(cache)
  if (folder === undefined) throw absent('webgpu')
  const tf = await loadCore()
  const adapter = await loadWebGpu(folder)
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter
  const about = [vendor, architecture, device, description].filter((word) => word !== '').join(', ')
  return {
    tf,
    about,
    software: isFallbackAdapter,
    activate: async () => {
      useOwnGradients(tf)
      await start(tf, 'webgpu')
      readWithoutPromises(tf)
      failWithDevice(tf)
    },
  }
}

/** The core that all but the native backends share. In Node it advises at length to install tfjs-node, which we do ourselves. */
async function loadCore(): Promise<TensorFlow> {
  const tf = await import('@tensorflow/tfjs-core')
  tf.enableProdMode()
  return tf
}

function onCore(tf: TensorFlow, backend: string, about: string): LoadedBackend {
  return {
    tf,
    about,
    software: false,
    activate: async () => {
      useOwnGradients(tf)
      await start(tf, backend)
    },
  }
}

async function start(tf: TensorFlow, backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) {
    throw new AppError('backend-unavailable', sentence('backend-not-started'))
  }
  await tf.ready()
}
