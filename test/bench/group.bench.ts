/**
 * @file `bench group`: k-means of unit vectors (default 100,000 of 128, 100 clusters, one start, at most 20 rounds),
 * beside faiss and scikit-learn on the same vectors with the same limits. Ratios are our seconds by theirs; all
 * inertias are sums of 1 - cosine, so that a faster but worse grouping shows.
 */
import { sphericalKMeans } from '../../main/group/kmeans.ts'
import { Random } from '../../main/math/random.ts'
import { bunches } from '../support/training/vectors.ts'
import type { Bench } from './bench.ts'
import { numberOption, runReference } from './reference.ts'

const ROUNDS = 20

/** Sum of 1 - cosine of each row with the best of the normalised centres. */
const INERTIA = `
def inertia(c):
    c = c / np.maximum(np.linalg.norm(c, axis=1, keepdims=True), 1e-12)
    return float(sum((1 - (x[i:i + 10000] @ c.T).max(axis=1)).sum() for i in range(0, len(x), 10000)))
`

const FAISS = `${INERTIA}
import faiss
clusters, rounds, seed = arguments
start = time.perf_counter()
k = faiss.Kmeans(x.shape[1], clusters, niter=rounds, nredo=1, spherical=True, seed=seed, max_points_per_centroid=len(x))
k.train(x)
k.index.search(x, 1)
result = {"seconds": time.perf_counter() - start, "inertia": inertia(k.centroids)}
`

const SKLEARN = `${INERTIA}
from sklearn.cluster import KMeans
clusters, rounds, seed = arguments
start = time.perf_counter()
k = KMeans(n_clusters=clusters, n_init=1, max_iter=rounds, random_state=seed).fit(x)
result = {"seconds": time.perf_counter() - start, "inertia": inertia(k.cluster_centers_)}
`

export const bench: Bench = async (options) => {
  const photos = numberOption(options, 'photos', 100_000)
  const dimensions = numberOption(options, 'dimensions', 128)
  const clusters = numberOption(options, 'clusters', 100)
  const classes = 60
  const x = bunches(classes, Math.ceil(photos / classes), dimensions, 1, 1)
  await sphericalKMeans(bunches(4, 10, dimensions, 1, 1), { clusters: 4, random: new Random(0) }) // opens the session
  const start = performance.now()
  const found = await sphericalKMeans(x, { clusters, restarts: 1, iterations: ROUNDS, random: new Random(0) })
  const seconds = (performance.now() - start) / 1000
  const faiss = await runReference(FAISS, x, [clusters, ROUNDS, 0])
  const sklearn = await runReference(SKLEARN, x, [clusters, ROUNDS, 0])
  return {
    photos: x.rows,
    dimensions,
    clusters,
    seconds,
    inertia: found.inertia,
    ratioToFaiss: faiss === null ? null : seconds / faiss.seconds,
    inertiaToFaiss: faiss === null ? null : found.inertia / faiss.inertia,
    ratioToSklearn: sklearn === null ? null : seconds / sklearn.seconds,
    faiss,
    sklearn,
  }
}
