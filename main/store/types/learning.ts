/** @file The store's functions for what is computed, as types: groups, heads with their embeddings, jobs. */
import type { JobKind } from '../../../shared/jobs.ts'
import type { BackendName, JobRecord, JobState, PhotoId, StrategyName } from '../../../shared/domain.ts'
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'
import type { Codes } from '../../math/binary-codes.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { ModelVersion } from './photos.ts'
import type { BackboneId, LabelSetId, ClassId, ClusteringId, DecisionId, HeadId, JobId, Json } from './ids.ts'

export interface NewClustering {
  /** The space that was clustered, e.g. `features:3` or `head:7`. */
  readonly space: string
  readonly inertia: number
  readonly seed: number
  /** A person merged or split groups. */
  readonly byHand: boolean
  /** Ids, ascending. */
  readonly photos: Int32Array
  /** [photos.length] the cluster of each photo, from 0. */
  readonly clusters: Int32Array
  /** [photos.length] the cosine of each photo with the centre of its cluster. */
  readonly similarities: Float32Array
}

export interface Clustering extends NewClustering {
  readonly id: ClusteringId
  readonly createdAt: number
  /** The newest entry of the journal when it was made; 0 for none, or where that is unknown. */
  readonly afterDecision: DecisionId
  /** There is none before it. */
  readonly isFirst: boolean
}

/** Of the label set that is open. */
export interface Clusters {
  /** The last ones before it stay, of any space, for `takeBack`. */
  put(clustering: NewClustering): ClusteringId
  /** Removes this one, if it is the newest and there is one before it. @returns the id of that one */
  takeBack(id: ClusteringId): ClusteringId | undefined
  /** The newest, of the given space or of any. */
  latest(space?: string): Clustering | undefined
}

export interface NewMap {
  /** What the photos were compared by, e.g. `features:3` or `head:7`. */
  readonly space: string
  /** Ids, ascending. */
  readonly photos: Int32Array
  /** [2 * photos.length] x and y of each. */
  readonly positions: Float32Array
}

export interface StoredMap extends NewMap {
  readonly createdAt: number
}

export interface Maps {
  /** Replaces the earlier map of the same space. */
  put(map: NewMap): void
  get(space: string): StoredMap | undefined
}

export interface NewHead {
  readonly labelSet: LabelSetId
  readonly strategy: StrategyName
  readonly backboneId: BackboneId
  readonly backend: BackendName
  readonly seed: number
  readonly hyperParameters: Readonly<Record<string, number | boolean | string>>
  readonly dataHash: string
  /** The numbers of labels and classes that it was trained on. */
  readonly labels: number
  readonly classes: number
  /** Finite numbers only. */
  readonly metrics: Readonly<Record<string, number>>
  readonly weights: Uint8Array
  readonly blend: Json
  /** How good it is, class by class; null where that is unknown. */
  readonly report: Json
}

export interface HeadRow extends Omit<NewHead, 'weights' | 'report'> {
  readonly id: HeadId
  readonly backbone: string
  readonly active: boolean
  readonly createdAt: number
}

export interface StoredSuggestion {
  readonly photo: PhotoId
  readonly classId: ClassId
  readonly probability: number
}

/** What another engine takes a photo for in a label set, by the name of a class that the library may not have. */
export interface ImportedSuggestion {
  readonly photo: PhotoId
  readonly class: string
  readonly probability: number
}

export interface ImportedSuggestions {
  /** Replaces the photo's earlier one; null: it has none any more. */
  put(labelSet: LabelSetId, photo: PhotoId, suggestion: Omit<ImportedSuggestion, 'photo'> | null): void
  of(labelSet: LabelSetId, photo: PhotoId): ImportedSuggestion | undefined
  /** Of present photos, surest first. */
  present(labelSet: LabelSetId): ImportedSuggestion[]
}

/** What is most likely for each photo without a label, surest first. */
export interface GuessColumns {
  /** Ids. */
  readonly photos: Int32Array
  /** [photos.length] ids. */
  readonly classes: Int32Array
  /** [photos.length] */
  readonly probabilities: Float64Array
}

export interface NewKeptGuesses {
  /** The program; another may guess otherwise. */
  readonly madeBy: string
  /** Of the library that they were computed from, with the newest entry of its journal. */
  readonly version: ModelVersion
  readonly lastDecision: DecisionId
  readonly guesses: GuessColumns
  /** What else was computed with them. */
  readonly facts: unknown
}

export interface KeptGuesses {
  /** Replaces those of before. */
  put(labelSet: LabelSetId, kept: NewKeptGuesses): void
  /** Those that this program computed from the library as it is now, whole; undefined where there are none. */
  current(labelSet: LabelSetId, madeBy: string): (GuessColumns & { readonly facts: unknown }) | undefined
}

/** A new head, its embeddings, its suggestions and `activate` belong in one `store.transaction`. */
export interface Heads {
  add(head: NewHead): HeadId
  /** Of all sets, or of one; oldest first. */
  list(labelSet?: LabelSetId): HeadRow[]
  get(id: HeadId): HeadRow | undefined
  weights(id: HeadId): Uint8Array
  /** @throws AppError `not-found`. */
  report(id: HeadId): Json
  /** Row i of the matrix belongs to ids[i]; stored as float16. Replaces embeddings that the photos have already. */
  putEmbeddings(headId: HeadId, ids: readonly PhotoId[], embeddings: Matrix, codes?: Codes): void
  /** Ids of the photos that it has embedded, present or not, ascending; no embedding is read. */
  embedded(headId: HeadId): PhotoId[]
  /** Embeddings of the present photos, by id. */
  embeddings(headId: HeadId): { ids: PhotoId[]; matrix: Matrix }
  /** Binary codes of the present photos, by id, in the order of `embeddings`; undefined where any has none. */
  codes(headId: HeadId): Codes | undefined
  /** Replaces all suggestions of the head. */
  putSuggestions(headId: HeadId, suggestions: readonly StoredSuggestion[]): void
  /** Suggestions for present photos, by photo id. */
  suggestions(headId: HeadId): StoredSuggestion[]
  /** Null switches back to the raw features. */
  activate(labelSet: LabelSetId, id: HeadId | null): void
  active(labelSet: LabelSetId): HeadId | null
}

export interface StoredJob extends JobRecord {
  readonly input: Json
}

/** What is known of a job's end. */
export interface JobEnd {
  /** For a job that failed. */
  readonly error?: PlainSentence | null
  /** The last; without it the stored one stays. */
  readonly progress?: JobRecord['progress']
  /** Milliseconds since the epoch; null where nobody knows. Left out: now. */
  readonly finishedAt?: number | null
}

export interface Jobs {
  /** Queues a job. */
  add(kind: JobKind, input: Json): JobId
  start(id: JobId): void
  progress(id: JobId, progress: NonNullable<JobRecord['progress']>): void
  finish(id: JobId, state: Extract<JobState, 'done' | 'failed' | 'cancelled'>, end?: JobEnd): void
  get(id: JobId): StoredJob | undefined
  /** The label set that was open when it was queued. */
  labelSetOf(id: JobId): LabelSetId | undefined
  /** Newest first. */
  list(limit?: number): StoredJob[]
  /** Jobs that were queued or running when their process ended, oldest first. */
  interrupted(): StoredJob[]
}
