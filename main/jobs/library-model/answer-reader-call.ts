/** @file Carries out what a reader is asked, in the thread that calls it. */
import type { JobStage } from '../../../shared/jobs.ts'
import { sphericalKMeans } from '../../group/kmeans.ts'
import { nearCopies } from '../../group/duplicates.ts'
import { distanceLists, nearestInGraph } from '../../group/layout/distance-lists.ts'
import { layOut, principalPlane } from '../../group/layout/layout.ts'
import { placeBeside } from '../../group/layout/place-beside.ts'
import { nearPairs } from '../../group/near-pairs.ts'
import { nearestNeighbours } from '../../group/neighbours.ts'
import { gatherRows, leadingColumns, type Allocate, type Matrix } from '../../math/matrix.ts'
import type { LongWork } from '../../math/products/products.ts'
import { Random } from '../../math/random.ts'
import type { HeadId, Store } from '../../store/types/index.ts'
import { answeringHead } from '../heads/answering-head.ts'
import { computeSpace, type Control } from './compute-space.ts'
import {
  ownFeatures,
  readLevel,
  readPhotos,
  readPhotosOf,
  type PerceptualHashes,
  type PhotoRows,
} from './read-photos.ts'
import type { ReaderCall, ReaderInput, ReaderOutput } from './reader-calls.ts'
import { spaceCache, type SpaceMatrices } from './space-cache.ts'

/** What the answers are made with. */
export interface ReaderTools extends Control {
  /** Gives the work the library to read from. */
  readonly withStore: <T>(work: (store: Store) => T) => T
  /** Where features are to lie that the caller keeps and this thread reads again. */
  readonly allocate: Allocate
}

type Answers = {
  [K in ReaderCall]: (input: ReaderInput<K>, tools: ReaderTools) => ReaderOutput<K> | Promise<ReaderOutput<K>>
}

/** @throws AppError of the store, `cancelled`, and what stands beside each call in reader-calls.ts. */
export async function answerReaderCall<K extends ReaderCall>(
  kind: K,
  input: ReaderInput<K>,
  tools: ReaderTools,
): Promise<ReaderOutput<K>> {
  const answer: Answers[K] = answers[kind]
  return answer(input, tools)
}

const answers: Answers = {
  model: ({ known }, { withStore, allocate }) =>
    withStore((store) => store.snapshot(() => readModel(store, known, allocate))),
  photosOf: ({ backbone }, { withStore, allocate }) =>
    withStore((store) => sendable(store.snapshot(() => readPhotosOf(store, backbone, undefined, allocate)))),
  levels: ({ backbone, ids, names }, { withStore, allocate }) =>
    withStore((store) =>
      store.snapshot(() =>
        names.map((name) => readLevel(store, { backbone, ids: Array.from(ids) }, name, allocate)),
      ),
    ),
  embeddings: ({ head }, { withStore }) => withStore((store) => embeddingsOf(store, head)),
  check: (_, { withStore }) => withStore((store) => store.check()),
  cluster: (input, control) => cluster(input, control),
  layOut: (input, control) => layOutRows(input, control),
  placeBeside: ({ x, columns, positions, rows }, { signal }) =>
    placeBeside(leadingColumns(x, columns), positions, rows, { signal }),
  nearPairs: ({ features, hashes, graph }, { signal, report }) =>
    nearPairs(known(hashes), features, graph, {
      signal,
      report: (done, total) => {
        report({ stage: 'comparing photos', done, total })
      },
    }),
  ownFeatures: (photos, { allocate }) => ownFeatures(photos, allocate),
  async keptSpace({ cacheFolder, features, hashes }, { allocate }) {
    const cache = spaceCache(cacheFolder, features)
    const kept = await cache.read(allocate)
    return kept === undefined ? null : { ...withNearCopies(kept, features, hashes), savedAs: cache.name }
  },
  async makeSpace({ cacheFolder, features, hashes }, control) {
    const made = await computeSpace(features, control)
    const cache = cacheFolder === undefined ? undefined : spaceCache(cacheFolder, features)
    await cache?.write(made)
    return { ...withNearCopies(made, features, hashes), savedAs: cache?.name ?? null }
  },
}

function readModel(
  store: Store,
  known: ReaderInput<'model'>['known'],
  allocate: Allocate,
): ReaderOutput<'model'> {
  const version = store.modelVersion()
  return {
    version,
    ...(known.photos === version.photos ? {} : { photos: sendable(readPhotos(store, allocate)) }),
    ...(known.photos === version.photos && known.head === version.head ? {} : { head: readHead(store) }),
  }
}

function readHead(store: Store): ReaderOutput<'model'>['head'] {
  const row = answeringHead(store)
  if (row === undefined) return null
  return { id: row.id, ...embeddingsOf(store, row.id), codes: store.heads.codes(row.id) }
}

async function cluster(
  { x, rows, clusters, seed, seeds }: ReaderInput<'cluster'>,
  { signal, report }: Control,
): Promise<ReaderOutput<'cluster'>> {
  const {
    assignments,
    similarities,
    inertia,
    clusters: count,
  } = await sphericalKMeans(rows === undefined ? x : gatherRows(x, rows), {
    ...{ clusters, seeds, signal, random: new Random(seed).fork('group') },
    report: (done, total) => {
      report({ stage: 'grouping', done, total })
    },
  })
  return { assignments, similarities, inertia, clusters: count }
}

/** Neighbours of each row, as UMAP usually has them. */
const NEIGHBOURS = 15

async function layOutRows(
  { x: whole, columns, graph, start, seed }: ReaderInput<'layOut'>,
  { signal, report }: Control,
): Promise<Float32Array> {
  const work = (stage: JobStage): LongWork => ({
    signal,
    report: (done, total) => {
      report({ stage, done, total })
    },
  })
  const random = new Random(seed).fork('map')
  /** Apart, so that nothing holds the leading columns, 250 MB for a million photos, while the rows are laid out. */
  const beginning = async () => {
    const x = leadingColumns(whole, columns)
    const lists =
      graph === null
        ? distanceLists(await nearestNeighbours(x, NEIGHBOURS, work('comparing photos')))
        : nearestInGraph(graph, x, NEIGHBOURS)
    return { lists, start: start ?? (await principalPlane(x, { random, signal })) }
  }
  const { lists, start: begin } = await beginning()
  return layOut(lists, { random, start: begin, ...work('drawing the map') })
}

function embeddingsOf(store: Store, head: HeadId): ReaderOutput<'embeddings'> {
  const { ids, matrix } = store.heads.embeddings(head)
  return { ids: Float64Array.from(ids), matrix }
}

function sendable({ ids, ...photos }: PhotoRows): ReaderOutput<'photosOf'> {
  return { ...photos, ids: Float64Array.from(ids) }
}

function withNearCopies(
  matrices: SpaceMatrices,
  features: Matrix,
  hashes: PerceptualHashes,
): Omit<ReaderOutput<'makeSpace'>, 'savedAs'> {
  return { ...matrices, ...nearCopies(known(hashes), features) }
}

function known({ bits, known: isKnown }: PerceptualHashes): (bigint | null)[] {
  return Array.from(bits, (hash, index) => (isKnown[index] === 1 ? hash : null))
}
