/** @file Matrix products in float64, for factorisations: each in one go, on every core, by ONNX Runtime on the CPU. */
import { AppError } from '../../../shared/errors.ts'
import type { Operand } from './operand.ts'
import { runProductGraph } from './product-graphs.ts'

/** The dot products of all rows: a [n, columns], b [m, columns], row-major -> [n, m]. */
export async function multiplyTransposed64(
  a: Float64Array,
  b: Float64Array,
  columns: number,
): Promise<Float64Array> {
  const { c } = await runProductGraph('timesTransposed64', { a: operand(a, columns), b: operand(b, columns) })
  if (c.data instanceof Float64Array) return c.data
  throw new AppError('internal', `A graph returned ${c.type} where float64 was meant.`)
}

function operand(data: Float64Array, columns: number): Operand {
  return { type: 'float64', data, dims: [data.length / columns, columns] }
}
