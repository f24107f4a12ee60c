/**
 * @file `bench neighbours`: the nearest-neighbour graph (30 neighbours of unit vectors of 128) at 1,000, 10,000 and 100,000 photos (or
 * `--photos N`), the exponent of its growth, and one query, beside faiss's exact index on the largest of them. The ratio is
 * our seconds by theirs. Recall is measured against float64 products, on 100 rows: the share of the true neighbours that were found.
 */
import os from 'node:os'
import { nearestNeighbours } from '../../main/group/neighbours.ts'
import { gatherRows, row, type Matrix } from '../../main/math/matrix.ts'
import { nearestRows } from '../../main/math/products/products.ts'
import type { NeighbourLists } from '../../main/math/sparse.ts'
import { bunches, dot } from '../support/training/vectors.ts'
import type { Bench } from './bench.ts'
import { growthExponent, type Measured } from './growth.ts'
import { numberOption, runReference, timed } from './reference.ts'

const SAMPLED = 100
const CLASSES = 60
const SIZES = [1_000, 10_000, 100_000]

const FAISS = `
import faiss
count = arguments[0]
index = faiss.IndexFlatIP(x.shape[1])
index.add(x)
index.search(x[:100], count + 1)
start = time.perf_counter()
index.search(x, count + 1)
seconds = time.perf_counter() - start
start = time.perf_counter()
for i in range(100):
    index.search(x[i:i + 1], count + 1)
result = {"seconds": seconds, "queryMs": 10 * (time.perf_counter() - start)}
`

export const bench: Bench = async (options) => {
  const dimensions = numberOption(options, 'dimensions', 128)
  const count = numberOption(options, 'count', 30)
  const sizes = 'photos' in options ? [numberOption(options, 'photos', 100_000)] : SIZES
  await nearestNeighbours(bunches(4, 10, dimensions, 1, 1), 3) // opens the session
  const measured: Measured[] = []
  let last: { x: Matrix; graph: NeighbourLists } | undefined
  for (const photos of sizes) {
    const x = bunches(CLASSES, Math.ceil(photos / CLASSES), dimensions, 1, 1)
    const { result: graph, seconds } = await timed(() => nearestNeighbours(x, count))
    measured.push({ size: x.rows, time: seconds })
    last = { x, graph }
  }
  if (last === undefined) throw new Error('No size was measured.')
  const { x, graph } = last
  const seconds = measured[measured.length - 1].time
  const faiss = await runReference(FAISS, x, [count])
  return {
    ...{ photos: x.rows, dimensions, count, seconds, recall: recallOf(x, graph) },
    ratioToFaiss: faiss === null ? null : seconds / faiss.seconds,
    queryMs: await queryMs(x, count),
    sizes: measured,
    exponent: growthExponent(measured),
    ...{ faiss, processors: os.availableParallelism(), load: os.loadavg()[0] },
  }
}

/** Of one photo's neighbours among all, as the window asks for them. */
async function queryMs(x: Matrix, count: number): Promise<number> {
  const { seconds } = await timed(async () => {
    for (let query = 0; query < SAMPLED; query += 1)
      await nearestRows(gatherRows(x, [query]), x, count + 1, { trusted: true })
  })
  return (1000 * seconds) / SAMPLED
}

function recallOf(x: Matrix, { neighbours, indices }: NeighbourLists): number {
  let right = 0
  for (let sample = 0; sample < SAMPLED; sample += 1) {
    const i = Math.floor((sample * x.rows) / SAMPLED)
    const cosines = Array.from({ length: x.rows }, (_, j) =>
      j === i ? -Infinity : dot(row(x, i), row(x, j)),
    )
    const order = Array.from(cosines.keys()).sort((a, b) => cosines[b] - cosines[a] || a - b)
    const found = new Set(indices.subarray(i * neighbours, (i + 1) * neighbours))
    for (const j of order.slice(0, neighbours)) if (found.has(j)) right += 1
  }
  return right / (SAMPLED * neighbours)
}
