/**
 * @file Stands in a page for math/products/product-graphs.ts, whose ONNX Runtime is the engine's: products are asked of the training
 * worker, and are the same numbers as there. scripts/bundle-hidden-window.mjs puts it in that file's place.
 */
import type { ProductGraph } from '../../../../math/products/product-names.ts'
import type { Tensor } from './page-tensor.ts'
import type { PlainTensor } from './protocol.ts'

type Compute = (
  graph: ProductGraph,
  feeds: Record<string, PlainTensor>,
) => Promise<Record<string, PlainTensor>>

let compute: Compute | undefined

export function computeProductsBy(given: Compute): void {
  compute = given
}

/** As its namesake in math/products/product-graphs.ts. */
export async function runProductGraph(
  name: ProductGraph,
  feeds: Record<string, Tensor>,
  outputs: Record<string, Tensor> = {},
): Promise<Record<string, PlainTensor>> {
  if (compute === undefined) throw new TypeError('Nobody computes products for this page.')
  const results = await compute(name, plain(feeds))
  for (const [output, { data }] of Object.entries(outputs)) copyInto(data, results[output].data)
  return results
}

/** Cloning a view would take along all of the memory that it looks at. */
function plain(tensors: Record<string, Tensor>): Record<string, PlainTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [name, { type, dims, data: data.slice() }]),
  )
}

function copyInto(target: PlainTensor['data'], source: PlainTensor['data']): void {
  if (target instanceof Float32Array && source instanceof Float32Array) target.set(source)
  else throw new TypeError('A product is written into another kind of numbers.')
}
