/**
 * @file What the store offers, as types: the rows that go in and come out, and one interface for each table family.
 * Everything is synchronous. A method throws only `AppError`: `not-found` for an id that is not there, `conflict` for a
 * request that contradicts what is stored, `disk-full`, `library-damaged`, and `internal` for defects of the caller.
 */
import type { z } from 'zod'
import type { Goal } from '../../shared/contract.ts'
import type {
  BackendName,
  Decision,
  JobRecord,
  JobState,
  PageKind,
  PhotoId,
  StrategyName,
} from '../../shared/domain.ts'
import type { Matrix } from '../math/matrix.ts'

export type RootId = number
export type FileId = number
export type BackboneId = number
export type LabelSetId = number
export type ClassId = number
export type DecisionId = number
export type PageId = number
export type ClusteringId = number
export type HeadId = number
export type JobId = number
export type Json = z.core.util.JSONType

/** A distinct readable picture content, wherever and however often it lies on the disk. */
export interface Photo {
  readonly id: PhotoId
  /** Hexadecimal sha256 of the encoded picture data without its metadata. */
  readonly contentHash: string
  readonly format: string
  /** Pixels, after the orientation is applied. */
  readonly width: number
  readonly height: number
  /** EXIF orientation of the encoded picture, 1 to 8. */
  readonly orientation: number
  /** Milliseconds since the epoch. */
  readonly takenAt: number | null
  readonly cameraMake: string | null
  readonly cameraModel: string | null
  /** Degrees, north and east positive. */
  readonly latitude: number | null
  readonly longitude: number | null
  /** Name of the embedded colour profile. */
  readonly colourProfile: string | null
  /** 64 bits, unsigned. */
  readonly perceptualHash: bigint | null
  /** Milliseconds since the epoch. */
  readonly addedAt: number
}

/** A photo before it is stored: the id and the time are the store's. */
export type NewPhoto = Omit<Photo, 'id' | 'addedAt' | 'orientation' | 'colourProfile'> &
  Partial<Pick<Photo, 'orientation' | 'colourProfile'>>

export interface Photos {
  /** @throws AppError `conflict` when the content is known already. */
  add(photo: NewPhoto): PhotoId
  /** Brings all but the identity up to date: the same content, read again after its metadata (say, a rotation tag) changed. */
  update(id: PhotoId, photo: NewPhoto): void
  byContent(contentHash: string): PhotoId | undefined
  get(id: PhotoId): Photo | undefined
  /** Every photo with at least one location that is present, by id. */
  present(): Photo[]
  /** Ids of `present()`, ascending, without reading the rest. */
  presentIds(): PhotoId[]
}

export interface Root {
  readonly id: RootId
  /** Absolute. */
  readonly path: string
}

/** One place where a file was seen. */
export interface FileRow {
  readonly id: FileId
  readonly rootId: RootId
  /** Relative to the root, with `/` on every system. */
  readonly relativePath: string
  /** Bytes. */
  readonly size: number
  /** Time of the last change, nanoseconds since the epoch. */
  readonly modifiedNs: bigint
  /** Hexadecimal sha256 of the whole file; null where it could not even be read. */
  readonly fileHash: string | null
  /** Exactly one of `photoId` and `reason` is set. */
  readonly photoId: PhotoId | null
  /** Why the file is no photo, as a sentence. */
  readonly reason: string | null
  /** True once a scan did not find it. */
  readonly missing: boolean
}

export type NewFile = Omit<FileRow, 'id' | 'missing'>

export interface Files {
  roots(): Root[]
  /** The root of this absolute path; an existing one is returned as it is. */
  addRoot(path: string): RootId
  /** Every location below moves with it: labels and features stay. @throws AppError `conflict` if another root is there. */
  relinkRoot(id: RootId, newPath: string): void
  /** Forgets the root and its locations. Photos that lie nowhere else are no longer present; their labels stay. */
  removeRoot(id: RootId): void
  /** All locations below a root, missing ones included, by path. */
  under(rootId: RootId): FileRow[]
  /** Adds locations or brings them up to date (by root and relative path); they are present then. */
  put(rows: readonly NewFile[]): void
  markMissing(fileIds: readonly FileId[]): void
  /** Forgets locations, e.g. the old one of a file that moved. */
  remove(fileIds: readonly FileId[]): void
  byPath(absolute: string): FileRow | undefined
  /** Absolute path of the first location that is present. */
  pathOf(photoId: PhotoId): string | undefined
  /** `pathOf` for every present photo, by photo id. */
  paths(): Map<PhotoId, string>
  /** Present files that are no photo, by path. */
  unreadable(): { path: string; reason: string }[]
}

export interface Level {
  readonly name: string
  readonly dimensions: number
}

export interface NewBackbone {
  readonly name: string
  /** Hexadecimal sha256 of the model file. */
  readonly sha256: string
  readonly levels: readonly Level[]
}

export interface Features {
  /** The row of this very model and these levels; another file or other levels under the same name are another backbone. */
  ensureBackbone(backbone: NewBackbone): BackboneId
  backbone(id: BackboneId): (NewBackbone & { readonly id: BackboneId }) | undefined
  /** All levels of one photo at once, kept as float16. */
  put(backboneId: BackboneId, photoId: PhotoId, levels: Readonly<Record<string, Float32Array>>): void
  /** Those of the given photos that have no features of this backbone, in the given order. */
  lacking(backboneId: BackboneId, photoIds: readonly PhotoId[]): PhotoId[]
  /** Features of the present photos, by id: row i of [ids.length, dimensions] belongs to ids[i]. */
  load(backboneId: BackboneId, level: string): { ids: PhotoId[]; matrix: Matrix }
  /** The backbone whose features the library works with. */
  active(): { id: BackboneId; name: string } | undefined
  setActive(id: BackboneId): void
}

export interface LabelSets {
  /** The set that every library has from its creation, and that the first interface shows. */
  default(): LabelSetId
  ensure(name: string): LabelSetId
  list(): { id: LabelSetId; name: string }[]
}

export interface Classes {
  /** The class of this name, made with its ancestors (`animals/birds/rooster`) where needed. @throws AppError `bad-input`. */
  ensure(labelSet: LabelSetId, name: string): ClassId
  /** The full name. */
  name(id: ClassId): string
  /** The full names of all classes of a set, also of those without photos. */
  names(labelSet: LabelSetId): Map<ClassId, string>
  /** Classes that label at least one photo now (their number), by name. */
  list(labelSet: LabelSetId): { id: ClassId; name: string; photos: number }[]
  find(labelSet: LabelSetId, name: string): ClassId | undefined
}

/** What a person decided, in one stroke. */
export interface NewDecision {
  readonly labelSet: LabelSetId
  readonly kind: 'page' | 'skip' | 'label' | 'import'
  /** Who decided: `person`, or the name of a script. */
  readonly actor: string
  /** The open page that this answers; it is answered in the same transaction. */
  readonly page?: PageId | undefined
  /** A null class takes the label off. Confirming a class takes back an earlier rejection of it. */
  readonly labels: readonly { readonly photo: PhotoId; readonly class: ClassId | null }[]
  /** "Not of this class", remembered; it takes the label off a photo that carries that very class. */
  readonly rejections: readonly { readonly photo: PhotoId; readonly class: ClassId }[]
  readonly skips: readonly PhotoId[]
}

/** [Note: The journal] in journal.ts says how decisions are kept. */
export interface Journal {
  /**
   * Makes everything that was undone before it final.
   * @throws AppError `conflict` for a page that is not open, `bad-input` for a decision that contradicts itself,
   *   `not-found` for an unknown photo, class, page or label set.
   */
  decide(decision: NewDecision): DecisionId
  /** Takes back the newest decision in force. @returns that decision's id (its `undo` is `lastId()`); undefined if none. */
  undo(labelSet: LabelSetId, actor?: string): DecisionId | undefined
  /** Puts back what was undone last, unless something was decided since. @returns the decision that is in force again. */
  redo(labelSet: LabelSetId, actor?: string): DecisionId | undefined
  /** Newest first; undos and redos are entries of their own. */
  history(labelSet: LabelSetId, limit?: number): Decision[]
  /** Current labels, by photo id; also of photos that are missing now. */
  labels(labelSet: LabelSetId): Map<PhotoId, ClassId>
  /** Rejections in force, by photo and class. */
  rejections(labelSet: LabelSetId): { photo: PhotoId; class: ClassId }[]
  /** How often each photo was skipped, for those that were. */
  skips(labelSet: LabelSetId): Map<PhotoId, number>
  /** Id of the newest entry of any set, 0 at first: it changes exactly when labels, rejections or skips may have. */
  lastId(): DecisionId
}

export interface NewPage {
  readonly kind: PageKind
  readonly classId: ClassId | null
  /** Expected share of photos of the majority's class, 0 to 1. */
  readonly purity: number
  /** In the order of the page. */
  readonly photos: readonly {
    readonly id: PhotoId
    /** As shown. */
    readonly probability: number
    /** Before calibration: what later calibrations learn from. */
    readonly raw: number
  }[]
  readonly goal: Goal
  readonly seed: number
}

export interface StoredPage extends NewPage {
  readonly id: PageId
  readonly labelSet: LabelSetId
  /** A page is discarded when another was opened in its stead. */
  readonly state: 'open' | 'answered' | 'discarded'
  readonly answeredBy: DecisionId | null
  /** Milliseconds since the epoch. */
  readonly openedAt: number
}

export interface Pages {
  /** The open page; there is at most one in a label set. */
  current(labelSet: LabelSetId): StoredPage | undefined
  /** Opens a page; one that is open already is discarded. */
  open(labelSet: LabelSetId, page: NewPage): StoredPage
  get(id: PageId): StoredPage | undefined
  /** `decide({ page })` answers the page by itself; this makes sure of it. @throws AppError `conflict` if it was not so. */
  answeredBy(pageId: PageId, decisionId: DecisionId): void
}

export interface NewClustering {
  /** What was clustered, e.g. `features:3` or `head:7`. */
  readonly space: string
  readonly inertia: number
  readonly seed: number
  readonly assignments: readonly { readonly photo: PhotoId; readonly cluster: number }[]
}

export interface Clustering extends NewClustering {
  readonly id: ClusteringId
  readonly createdAt: number
}

export interface Clusters {
  /** Replaces the earlier clustering of the same space. */
  put(clustering: NewClustering): ClusteringId
  /** The newest, of the given space or of any; assignments by photo id. */
  latest(space?: string): Clustering | undefined
}

export interface NewHead {
  readonly labelSet: LabelSetId
  readonly strategy: StrategyName
  readonly backboneId: BackboneId
  readonly backend: BackendName
  readonly seed: number
  readonly hyperParameters: Readonly<Record<string, number | boolean | string>>
  readonly dataHash: string
  /** Labels and classes it was trained on. */
  readonly labels: number
  readonly classes: number
  /** Finite numbers only. */
  readonly metrics: Readonly<Record<string, number>>
  readonly weights: Uint8Array
  readonly blend: Json
}

export interface HeadRow extends Omit<NewHead, 'weights'> {
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

/** A new head, its embeddings, its suggestions and `activate` belong into one `store.transaction`. */
export interface Heads {
  add(head: NewHead): HeadId
  /** Oldest first. */
  list(): HeadRow[]
  get(id: HeadId): HeadRow | undefined
  weights(id: HeadId): Uint8Array
  /** Row i of the matrix belongs to ids[i]; kept as float16. Photos that have an embedding get the new one. */
  putEmbeddings(headId: HeadId, ids: readonly PhotoId[], embeddings: Matrix): void
  /** Embeddings of the present photos, by id. */
  embeddings(headId: HeadId): { ids: PhotoId[]; matrix: Matrix }
  /** Replaces all suggestions of the head. */
  putSuggestions(headId: HeadId, suggestions: readonly StoredSuggestion[]): void
  /** Suggestions for present photos, by photo id. */
  suggestions(headId: HeadId): StoredSuggestion[]
  /** Null goes back to the raw features. */
  activate(labelSet: LabelSetId, id: HeadId | null): void
  active(labelSet: LabelSetId): HeadId | null
}

export interface StoredJob extends JobRecord {
  readonly input: Json
}

export interface Jobs {
  /** Queues a job. */
  add(kind: string, input: Json): JobId
  start(id: JobId): void
  progress(id: JobId, progress: NonNullable<JobRecord['progress']>): void
  /** @param error One sentence, for a job that failed. */
  finish(id: JobId, state: Extract<JobState, 'done' | 'failed' | 'cancelled'>, error?: string): void
  get(id: JobId): StoredJob | undefined
  /** Newest first. */
  list(limit?: number): StoredJob[]
  /** Jobs that were queued or running when the process that had them died, oldest first. */
  interrupted(): StoredJob[]
}

export interface Store {
  /** Absolute path of the library folder; null for a library in memory. */
  readonly folder: string | null
  readonly photos: Photos
  readonly files: Files
  readonly features: Features
  readonly labelSets: LabelSets
  readonly classes: Classes
  readonly journal: Journal
  readonly pages: Pages
  readonly clusters: Clusters
  readonly heads: Heads
  readonly jobs: Jobs
  /** All or nothing, on disk when it returns; may be nested. `work` must be synchronous. */
  transaction<T>(work: () => T): T
  /** Changes when another process has written to the library (own writes leave it as it is: see `journal.lastId`). */
  dataVersion(): number
  /** Removes every trace of a photo: locations, features, journal, pages, thumbnails, and the backups made before migrations. */
  forgetPhoto(id: PhotoId): void
  /** What is wrong with the library, as sentences; empty when it is sound. */
  check(): string[]
  /** A library in memory with the present photos and their features under the same ids, but without paths and labels. */
  copyAnonymously(): Store
  close(): void
}
