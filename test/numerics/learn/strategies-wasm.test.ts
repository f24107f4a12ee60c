/** @file Every strategy on WebAssembly alone, as on a machine without the native package: with our own gradients. */
import { describe } from 'vitest'
import { describeSteps } from '../../support/training/strategy-steps.ts'
import { activate } from '../../support/training/tensorflow.ts'

describe('on WebAssembly alone', () => {
  describeSteps(() => activate('wasm'))
})
