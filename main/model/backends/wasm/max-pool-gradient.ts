/**
 * @file The gradient of max pooling, for wasm: its own kernel (4.22) adds to memory that it did not clear, so that the numbers
 * are wrong whenever that memory was used before. In plain loops, which take as long as the wrong kernel did.
 */
import type { KernelConfig } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { poolGeometry, type PoolGeometry } from '../gradients/pool-geometry.ts'
import { operand, replaceKernel } from './replace-kernel.ts'

/** Idempotent; call it before or after the backend is set up. */
export function registerMaxPoolGradient(tf: TensorFlow): void {
  const kernel: KernelConfig = {
    kernelName: tf.MaxPoolGrad,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => {
        const [x, dy] = [operand(tf, inputs, 'input'), operand(tf, inputs, 'dy')]
        const planes = { input: x.dataSync<'float32'>(), dy: dy.dataSync<'float32'>() }
        const geometry = poolGeometry(tf, x.shape, attrs)
        return tf.tensor(maxPoolGradient(planes, geometry, x.shape[0], x.shape[3]), x.shape)
      }),
  }
  replaceKernel(tf, kernel)
}

/** The gradient of each window goes to its largest number, the first of equal ones. */
function maxPoolGradient(
  { input, dy }: { input: Float32Array; dy: Float32Array },
  geometry: PoolGeometry,
  photos: number,
  channels: number,
): Float32Array {
  const [height, width] = geometry.input
  const [outHeight, outWidth] = geometry.output
  const gradient = new Float32Array(input.length)
  const largest = new Int32Array(channels) // of the window at hand, for each channel
  let place = 0
  for (let photo = 0; photo < photos; photo += 1) {
    const start = photo * height * width
    for (let down = 0; down < outHeight; down += 1) {
      for (let across = 0; across < outWidth; across += 1) {
        largest.fill(-1)
        for (const cell of windowCells(geometry, down, across)) {
          const first = (start + cell) * channels
          for (let channel = 0; channel < channels; channel += 1) {
            const best = largest[channel]
            if (best < 0 || input[first + channel] > input[best]) largest[channel] = first + channel
          }
        }
        for (let channel = 0; channel < channels; channel += 1) {
          gradient[largest[channel]] += dy[place + channel]
        }
        place += channels
      }
    }
  }
  return gradient
}

/** The cells of one window that lie within the picture, by their number in it. */
function windowCells(
  { size, strides, padding, input }: PoolGeometry,
  down: number,
  across: number,
): number[] {
  const cells: number[] = []
  const [top, left] = [down * strides[0] - padding[0], across * strides[1] - padding[1]]
  for (let row = Math.max(0, top); row < Math.min(input[0], top + size[0]); row += 1) {
    for (let column = Math.max(0, left); column < Math.min(input[1], left + size[1]); column += 1) {
      cells.push(row * input[1] + column)
    }
  }
  return cells
}
