/**
 * @file Replaces math/products/product-graphs.ts in a page, because ONNX Runtime runs only in the engine: the page asks the
 * training worker for its products, which gives the same numbers. scripts/bundle-hidden-window.mjs makes the replacement.
 */
import type { Operand } from '../../../../math/products/operand.ts'
import type { ProductGraph } from '../../../../math/products/product-names.ts'
import type { PlainTensor } from './protocol.ts'

type Compute = (
  graph: ProductGraph,
  feeds: Record<string, PlainTensor>,
) => Promise<Record<string, PlainTensor>>

let compute: Compute | undefined

export function computeProductsBy(given: Compute): void {
  compute = given
}

/** Like the function of the same name in math/products/product-graphs.ts. */
export async function runProductGraph(
  name: ProductGraph,
  feeds: Record<string, Operand>,
  outputs: Record<string, Operand> = {},
): Promise<Record<string, PlainTensor>> {
  if (compute === undefined) throw new TypeError('Nobody computes products for this page.')
  const results = await compute(name, plain(feeds))
  for (const [output, { data }] of Object.entries(outputs)) copyInto(data, results[output].data)
  return results
}

/** Cloning a typed array copies its whole underlying memory, so only its own numbers are copied here. */
function plain(operands: Record<string, Operand>): Record<string, PlainTensor> {
  return Object.fromEntries(
    Object.entries(operands).map(([name, { type, data, dims }]) => [
      name,
      { type, dims: [...dims], data: data.slice() },
    ]),
  )
}

function copyInto(target: PlainTensor['data'], source: PlainTensor['data']): void {
  if (target instanceof Float32Array && source instanceof Float32Array) target.set(source)
  else throw new TypeError('A product is written into another kind of numbers.')
}
