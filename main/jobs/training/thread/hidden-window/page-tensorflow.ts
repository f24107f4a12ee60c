/** @file TensorFlow.js on the WebGPU of the browser that shows this page. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-webgpu'
import { AppError } from '../../../../../shared/errors.ts'
import { sentence } from '../../../../../shared/sentences/sentence.ts'
import { useOwnGradients } from '../../../../model/backends/gradients/register.ts'
import { failWithDevice } from '../../../../model/backends/webgpu/device-problems.ts'
import type { TensorFlow } from '../../../../math/tensorflow.ts'

export interface PageGpu {
  tf: TensorFlow
  /** Names browser and adapter, to notice when either changes. */
  about: string
  /** Whether a software adapter computes on the processor instead of a graphics card. */
  software: boolean
}

/** @throws AppError `backend-unavailable` without an adapter (no graphics card, or one that the browser does not trust) */
export async function loadGpu(): Promise<PageGpu> {
  const adapter = await adapterOf(navigator)
  if (adapter === null) throw new AppError('backend-unavailable', sentence('backend-no-adapter'))
  tf.enableProdMode()
  if (!(await tf.setBackend('webgpu'))) {
    throw new AppError('backend-unavailable', sentence('backend-not-started'))
  }
  await tf.ready()
  useOwnGradients(tf)
  failWithDevice(tf)
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info
  const browser = /Chrome\/[\d.]+/.exec(navigator.userAgent)?.at(0)
  const words = [browser, vendor, architecture, device, description].filter((word) => word)
  return { tf, about: words.join(', '), software: isFallbackAdapter }
}

/** A browser without WebGPU has no `gpu`. */
async function adapterOf(browser: Navigator): Promise<GPUAdapter | null> {
  return 'gpu' in browser ? browser.gpu.requestAdapter({ powerPreference: 'high-performance' }) : null
}
