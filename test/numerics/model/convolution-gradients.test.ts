/** Gradients of convolution networks with the native package: its own, and those of wasm beside them. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { TensorFlow } from '../../../main/math/tensorflow.ts'
import {
  OPERATIONS,
  describeConvolutionGradients,
  gradientsOf,
  relativeError,
} from '../../support/training/convolution-gradients.ts'
import { activate, describeNative } from '../../support/training/tensorflow.ts'

/** Relative to the largest number: a few roundings of float32. */
const PARITY = 1e-5

const shared = OPERATIONS.filter(({ oursOnly }) => oursOnly !== true)

describeNative('networks of convolutions', (load) => {
  // Before the native package brings its own formulas into the process.
  const ours = new Map<string, Float32Array[]>()
  let tf: TensorFlow
  beforeAll(async () => {
    const wasm = await activate('wasm')
    for (const operation of shared) ours.set(operation.name, gradientsOf(wasm, operation))
    tf = await load()
  })

  describe('with its own gradients', () => {
    describeConvolutionGradients(load, shared)
  })

  it.each([...shared])('$name has the gradients that wasm gives it', (operation) => {
    const wasm = ours.get(operation.name) ?? []
    const native = gradientsOf(tf, operation)
    expect(wasm).toHaveLength(native.length)
    native.forEach((values, index) => {
      expect(relativeError(wasm[index], values)).toBeLessThan(PARITY)
    })
  })
})
