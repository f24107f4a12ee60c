/** @file What a stage asserts about the numbers it is given, where it begins. */
import { AppError } from '../../shared/errors.ts'
import type { Matrix } from './matrix.ts'

/**
 * @param name what the numbers are, for the message, e.g. `features`.
 * @throws AppError `internal` at the first NaN or infinity.
 */
export function requireFinite(values: ArrayLike<number>, name: string): void {
  // value * 0 is NaN unless the value is finite; four sums, because one would wait for itself at every step
  let [p, q, r, s] = [0, 0, 0, 0]
  const whole = values.length - (values.length % 4)
  for (let i = 0; i < whole; i += 4) {
    p += values[i] * 0
    q += values[i + 1] * 0
    r += values[i + 2] * 0
    s += values[i + 3] * 0
  }
  for (let i = whole; i < values.length; i += 1) p += values[i] * 0
  if (p + q + r + s === 0) return
  const at = Array.from(values).findIndex((value) => !Number.isFinite(value))
  throw new AppError('internal', `The ${name} hold a value that is not finite: ${values[at]} at ${at}.`)
}

/** @throws AppError `internal` when the two matrices' rows are not equally long. */
export function requireSameColumns(a: Matrix, b: Matrix): void {
  if (a.columns === b.columns) return
  throw new AppError('internal', `Rows of ${a.columns} and of ${b.columns} numbers do not go together.`)
}
