/**
 * @file `bench neighbours`: the nearest-neighbour graph (default 20,000 unit vectors of 128, 12 neighbours), beside
 * faiss's exact index on the same vectors. The ratio is our seconds by theirs. Recall is measured against float64
 * products, on 100 rows: the share of the true neighbours that were found.
 */
import { nearestNeighbours } from '../../main/group/neighbours.ts'
import { row } from '../../main/math/matrix.ts'
import { bunches, dot } from '../support/training/vectors.ts'
import type { Bench } from './bench.ts'
import { numberOption, runReference } from './reference.ts'

const SAMPLED = 100

const FAISS = `
import faiss
count = arguments[0]
start = time.perf_counter()
index = faiss.IndexFlatIP(x.shape[1])
index.add(x)
index.search(x, count + 1)
result = {"seconds": time.perf_counter() - start}
`

export const bench: Bench = async (options) => {
  const photos = numberOption(options, 'photos', 20_000)
  const dimensions = numberOption(options, 'dimensions', 128)
  const count = numberOption(options, 'count', 12)
  const classes = 60
  const x = bunches(classes, Math.ceil(photos / classes), dimensions, 1, 1)
  await nearestNeighbours(bunches(4, 10, dimensions, 1, 1), 3) // opens the session
  const start = performance.now()
  const graph = await nearestNeighbours(x, count)
  const seconds = (performance.now() - start) / 1000
  let right = 0
  for (let sample = 0; sample < SAMPLED; sample += 1) {
    const i = Math.floor((sample * x.rows) / SAMPLED)
    const cosines = Array.from({ length: x.rows }, (_, j) =>
      j === i ? -Infinity : dot(row(x, i), row(x, j)),
    )
    const order = Array.from(cosines.keys()).sort((a, b) => cosines[b] - cosines[a] || a - b)
    const found = new Set(graph.indices.subarray(i * count, (i + 1) * count))
    for (const j of order.slice(0, count)) if (found.has(j)) right += 1
  }
  const faiss = await runReference(FAISS, x, [count])
  return {
    photos: x.rows,
    dimensions,
    count,
    seconds,
    recall: right / (SAMPLED * count),
    ratioToFaiss: faiss === null ? null : seconds / faiss.seconds,
    faiss,
  }
}
