/**
 * @file What the library shows about itself: near-duplicates, photos like no others, labels that are probably wrong, and
 * what the classes go together with. It reads, and changes nothing.
 */
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { associations, type Observation } from '../../group/associations.ts'
import { nearestNeighbours } from '../../group/neighbours.ts'
import { outlyingness } from '../../group/outliers.ts'
import { row, type Matrix } from '../../math/matrix.ts'
import type { NeighbourLists } from '../../math/sparse.ts'
import type { Photo, Store } from '../../store/types/index.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import type { JobContext } from '../context.ts'
import { readEvidence, type ReviewEvidence } from '../review/evidence.ts'
import { PageCache } from '../review/page-cache.ts'
import type { PhotoSpace } from '../library-model/space.ts'
import { suspectedPhotos } from '../review/suspected-photos.ts'

type Insights = Output<'insights'>

const NEIGHBOURS = 20
/** Local outlier factors up to here are seen inside groups as well. */
const OUTLYING = 1.1
/** Of an association: as often wrong as this, at most. */
const FALSE_DISCOVERY_RATE = 0.05
/** About 11 km of latitude: "the same place" for a day's photos. */
const PLACE_DECIMALS = 1

/** @throws AppError `not-found` while the library has no photos with features; `cancelled`. */
export async function insights(
  context: Pick<JobContext, 'store' | 'models' | 'signal' | 'report'>,
  { limit }: Parsed<'insights'>,
): Promise<Insights> {
  const { store, models, signal, report } = context
  const space = await (await models.current()).space()
  const pages = new PageCache(store)
  const evidence = readEvidence(store, store.labelSets.default(), space, pages)
  report({ stage: 'looking for outliers', done: 0, total: 3 })
  const graph = await nearestNeighbours(space.features, NEIGHBOURS, { signal })
  throwIfCancelled(signal)
  report({ stage: 'looking for wrong labels', done: 1, total: 3 })
  const library: Library = { store, space, evidence, pages, graph, paths: store.files.paths() }
  const mislabels = await mislabelled(library, signal)
  report({ stage: 'looking for associations', done: 2, total: 3 })
  const out = {
    duplicates: duplicates(library).slice(0, limit),
    outliers: outliers(library).slice(0, limit),
    mislabels: mislabels.slice(0, limit),
    associations: associated(library).slice(0, limit),
  }
  report({ stage: 'looking for associations', done: 3, total: 3 })
  return out
}

interface Library {
  readonly store: Store
  readonly space: PhotoSpace
  readonly evidence: ReviewEvidence
  readonly pages: PageCache
  /** The most similar photos of each. */
  readonly graph: NeighbourLists
  readonly paths: ReadonlyMap<number, string>
}

function photoAt({ space, paths }: Library, index: number): { id: number; path: string } {
  const id = space.ids[index]
  return { id, path: paths.get(id) ?? '' }
}

function className({ store, evidence }: Library, label: number): string | null {
  return label < 0 ? null : store.classes.name(evidence.classIds[label])
}

/** Largest groups first. */
function duplicates(library: Library): Insights['duplicates'] {
  const groups = new Map<number, number[]>()
  library.space.duplicates.forEach((group, index) => {
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [index])
    else members.push(index)
  })
  return [...groups.values()]
    .filter((members) => members.length > 1)
    .sort((a, b) => b.length - a.length || a[0] - b[0])
    .map((members) => ({
      photos: members.map((index) => photoAt(library, index)),
      similarity: leastSimilarity(library.space.features, members),
    }))
}

/** The least cosine of the first with another. */
function leastSimilarity(features: Matrix, [first, ...others]: readonly number[]): number {
  const cosines = others.map((other) =>
    row(features, first).reduce((sum, value, k) => sum + value * row(features, other)[k], 0),
  )
  return Math.min(...cosines)
}

/** Most outlying first. */
function outliers(library: Library): Insights['outliers'] {
  const { knnDistance, localOutlierFactor } = outlyingness(library.graph)
  return [...localOutlierFactor.keys()]
    .filter((index) => localOutlierFactor[index] > OUTLYING)
    .sort((a, b) => localOutlierFactor[b] - localOutlierFactor[a] || a - b)
    .map((index) => ({
      ...photoAt(library, index),
      class: className(library, library.evidence.labels[index]),
      score: localOutlierFactor[index],
      knnDistance: knnDistance[index],
    }))
}

/** Most suspect first, without those that the review has asked about. */
async function mislabelled(library: Library, signal: AbortSignal): Promise<Insights['mislabels']> {
  const { rechecked } = library.evidence
  const suspects = (await suspectedPhotos(library, signal)).filter(({ index }) => rechecked[index] === 0)
  return suspects.map(({ index, label, likelier, selfConfidence }) => ({
    ...photoAt(library, index),
    class: className(library, label) ?? '',
    suggested: className(library, likelier) ?? '',
    probability: selfConfidence,
    disagreement: disagreement(library, index),
  }))
}

/** The share of the labelled among a photo's neighbours that carry another label; null where none is labelled. */
function disagreement({ graph, evidence }: Library, index: number): number | null {
  const neighbours = graph.indices.subarray(index * graph.neighbours, (index + 1) * graph.neighbours)
  const labels = [...neighbours].map((other) => evidence.labels[other]).filter((label) => label >= 0)
  if (labels.length === 0) return null
  return labels.filter((label) => label !== evidence.labels[index]).length / labels.length
}

/** Only those that survive the correction for so many tests. */
function associated(library: Library): Insights['associations'] {
  const { store, space, evidence } = library
  const photos = new Map(store.photos.present().map((photo) => [photo.id, photo]))
  const observations = space.ids.flatMap((id, index): Observation[] => {
    const [name, photo] = [className(library, evidence.labels[index]), photos.get(id)]
    return name === null || photo === undefined
      ? []
      : [{ class: name, attributes: attributesOf(photo, library.paths.get(id)) }]
  })
  return associations(observations).filter(({ qValue }) => qValue <= FALSE_DISCOVERY_RATE)
}

function attributesOf(photo: Photo, file: string | undefined): Record<string, string> {
  const { takenAt, cameraModel, latitude, longitude } = photo
  return {
    ...(file === undefined ? {} : { folder: path.dirname(file) }),
    ...(takenAt === null ? {} : { day: new Date(takenAt).toISOString().slice(0, 10) }),
    ...(cameraModel === null ? {} : { camera: cameraModel }),
    ...(latitude === null || longitude === null
      ? {}
      : { place: `${latitude.toFixed(PLACE_DECIMALS)}, ${longitude.toFixed(PLACE_DECIMALS)}` }),
  }
}
