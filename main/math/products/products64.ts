/** @file Matrix products in float64, for factorisations: each in one go, on every core, by ONNX Runtime on the CPU. */
import { AppError } from '../../../shared/errors.ts'
import type { Operand } from './operand.ts'
import { runProductGraph } from './product-graphs.ts'

/** The dot products of all rows: a [n, columns], b [m, columns], row-major -> [n, m]. */
export function multiplyTransposed64(
  a: Float64Array,
  b: Float64Array,
  columns: number,
): Promise<Float64Array> {
  return run('timesTransposed64', operand(a, columns), operand(b, columns))
}

/** a [n, k] times b [k, columns], both row-major -> [n, columns]. */
export function multiply64(a: Float64Array, b: Float64Array, columns: number): Promise<Float64Array> {
  return run('times64', operand(a, b.length / columns), operand(b, columns))
}

function operand(data: Float64Array, columns: number): Operand {
  return { type: 'float64', data, dims: [data.length / columns, columns] }
}

async function run(graph: 'times64' | 'timesTransposed64', a: Operand, b: Operand): Promise<Float64Array> {
  const { c } = await runProductGraph(graph, { a, b })
  if (c.data instanceof Float64Array) return c.data
  throw new AppError('internal', `A graph returned ${c.type} where float64 was meant.`)
}
