/** Gradients of convolution networks as on a machine without the native package: our own, on WebAssembly and plain JavaScript. */
import { describe, expect, it } from 'vitest'
import type { Rank, Tensor } from '../../../main/math/tensorflow.ts'
import {
  OPERATIONS,
  describeConvolutionGradients,
  gradientsOf,
  random4d,
  relativeError,
  total,
} from '../../support/training/convolution-gradients.ts'
import { activate } from '../../support/training/tensorflow.ts'

/** Relative to the largest number: a few roundings of float32. */
const PARITY = 1e-5

describe.each(['wasm', 'cpu'] as const)('networks of convolutions on %s alone', (backend) => {
  describeConvolutionGradients(() => activate(backend), OPERATIONS)
})

it.each([...OPERATIONS])('$name has the gradients of plain JavaScript on wasm', async (operation) => {
  const plain = gradientsOf(await activate('cpu'), operation)
  const own = gradientsOf(await activate('wasm'), operation)
  expect(own).toHaveLength(plain.length)
  plain.forEach((values, index) => {
    expect(relativeError(own[index], values)).toBeLessThan(PARITY)
  })
})

describe('the wasm kernels', () => {
  it('refuse what they cannot do', async () => {
    const tf = await activate('wasm')
    const slope = (pad: number): Tensor =>
      tf.tidy(() => {
        const x = random4d(tf, [2, 6, 5, 3], 1)
        return tf.grad((filter) =>
          total(tf, tf.conv2d(x, tf.reshape<Rank.R4>(filter, [2, 2, 3, 1]), 1, pad)),
        )(random4d(tf, [2, 2, 3, 1], 2))
      })
    const possible = slope(1)
    expect(possible.shape).toEqual([2, 2, 3, 1])
    expect(() => slope(2)).toThrow(/more padding than filter/)
    possible.dispose()
  })

  it('hold no more memory after twenty steps than after one', async () => {
    const tf = await activate('wasm')
    const x = random4d(tf, [4, 16, 16, 8], 1)
    const filter = random4d(tf, [3, 3, 8, 8], 2)
    const depthwise = random4d(tf, [3, 3, 8, 1], 3)
    const step = (): void => {
      tf.tidy(() => {
        tf.grads((a, b) =>
          total(
            tf,
            tf.depthwiseConv2d(
              tf.conv2d(x, tf.reshape<Rank.R4>(a, [3, 3, 8, 8]), 2, 'same'),
              tf.reshape<Rank.R4>(b, [3, 3, 8, 1]),
              1,
              'same',
            ),
          ),
        )([filter, depthwise])
      })
    }
    step()
    const [tensors, held] = [tf.memory().numTensors, tf.backend().numDataIds()]
    for (let index = 0; index < 20; index += 1) step()
    expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual([tensors, held])
    tf.dispose([x, filter, depthwise])
  })
})
