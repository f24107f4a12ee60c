/** @file The reference for every gradient: central differences. */
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../../main/math/tensorflow.ts'

/** Large enough for float32's rounding, small enough for the curvature of smooth functions. */
const STEP = 1e-2

/** Where two points agree with the gradient up to this share of the largest slope, well below what any test allows, two more are not asked. */
const CLOSE = 2e-3

/**
 * The largest difference between the analytic gradient and central differences over all elements of all inputs, relative
 * to the largest slope. Leaves no tensor behind.
 */
export function gradientError(
  tf: TensorFlow,
  f: (...inputs: Tensor[]) => Scalar,
  inputs: readonly Tensor[],
): number {
  const analytic = tf.tidy(() =>
    tf
      .grads(f)([...inputs])
      .map((gradient) => gradient.dataSync<'float32'>().slice()),
  )
  const steepest = Math.max(...analytic.map((gradient) => Math.max(...gradient.map(Math.abs))))
  let worst = 0
  inputs.forEach((input, position) => {
    const values = input.dataSync<'float32'>().slice()
    const at = (element: number, shift: number): number =>
      tf.tidy(() => {
        const moved = values.slice()
        moved[element] += shift
        const replaced = inputs.map((other, index) =>
          index === position ? tf.tensor(moved, input.shape) : other,
        )
        return f(...replaced).dataSync()[0]
      })
    for (let element = 0; element < values.length; element += 1) {
      const slope = analytic[position][element]
      const wide = (at(element, STEP) - at(element, -STEP)) / (2 * STEP)
      if (Math.abs(wide - slope) <= CLOSE * steepest) {
        worst = Math.max(worst, Math.abs(wide - slope))
        continue
      }
      // Richardson's extrapolation of two central differences removes the error of the second order.
      const narrow = (at(element, STEP / 2) - at(element, -STEP / 2)) / STEP
      worst = Math.max(worst, Math.abs((4 * narrow - wide) / 3 - slope))
    }
  })
  return worst / Math.max(steepest, 1e-6)
}

/** The same tensor as [rows, the rest]. */
export function rows2d(tf: TensorFlow, x: Tensor, rows: number): Tensor2D {
  return tf.reshape(x, [rows, x.size / rows])
}
