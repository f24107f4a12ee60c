/**
 * @file What the store offers for that which lies on the disk, as types: photos, their locations, their features.
 */
import type { PhotoId, CropName } from '../../../shared/domain.ts'
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'
import type { Allocate, Matrix } from '../../math/matrix.ts'
import type { RootId, FileId, BackboneId, ClassId, LabelSetId } from './ids.ts'

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
  Partial<Pick<Photo, 'orientation' | 'colourProfile'>> & {
    /** `fileHash` of the file that all this was read from; null or absent where it is not known. */
    readonly factsHash?: string | null
  }

export interface Photos {
  /** @throws AppError `conflict` when the content is known already. */
  add(photo: NewPhoto): PhotoId
  /**
   * Brings all but the identity up to date: the same content, read again after its metadata (say, a rotation tag) changed.
   * Where it looks different now, its features and embeddings go: they are of the old look.
   */
  update(id: PhotoId, photo: NewPhoto): void
  /** As `update`, and the identity as well: the same file, whose content hash is computed in another way by now. */
  rekey(id: PhotoId, photo: NewPhoto): void
  /** Photos whose identity was computed in an older way, each with the hash of the file that was shown. */
  outdated(): Map<PhotoId, string | null>
  /** Present photos whose facts come from a file that lies nowhere now. */
  withStaleFacts(): PhotoId[]
  byContent(contentHash: string): PhotoId | undefined
  get(id: PhotoId): Photo | undefined
  /** Every photo with at least one location that is present, by id. */
  present(): Photo[]
  /** Ids of `present()`, ascending, without reading the rest. */
  presentIds(): PhotoId[]
  /** What the seen pixels of each present photo depend on. Where that changes, its features and embeddings are removed. */
  appearances(): Map<PhotoId, string>
  /** Ids of `present()` with their width and height in pixels, ascending. */
  presentSizes(): { id: PhotoId; width: number; height: number }[]
  /** How many photos are present, without reading them. */
  countPresent(): number
  /**
   * Names what the pictures of this library look like: no other library has it, and it changes when the picture of a
   * known id does. It moves with the folder.
   */
  pictureKey(): string
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
  /** Time of the last change, nanoseconds since the epoch; null: to be read by the next run, whatever its times. */
  readonly modifiedNs: bigint | null
  /** Time of the last change of the file or of what the file system notes about it, in the same unit; null where it is not known. */
  readonly changedNs: bigint | null
  /** Hexadecimal sha256 of the whole file; null where it could not even be read. */
  readonly fileHash: string | null
  /** Exactly one of `photoId` and `reason` is set. */
  readonly photoId: PhotoId | null
  /** Why the file is no photo, as a sentence. */
  readonly reason: PlainSentence | null
  /** True once a scan did not find it. */
  readonly missing: boolean
}

export type NewFile = Omit<FileRow, 'id' | 'missing' | 'changedNs'> & Partial<Pick<FileRow, 'changedNs'>>

/** A label whose photo lies nowhere now. */
export interface LostLabel {
  readonly photo: PhotoId
  readonly classId: ClassId
  /** Absolute path of the place where it lay last; null where that is not known. */
  readonly path: string | null
  /** The file is gone; another picture lies there; what lies there cannot be read; its folder was removed from the library. */
  readonly why: 'gone' | 'replaced' | 'unreadable' | 'folder-removed'
  /** The photo that lies there now. */
  readonly now: PhotoId | null
}

export interface Files {
  roots(): Root[]
  /** The root of this absolute path; an existing one is returned as it is. */
  addRoot(path: string): RootId
  /** Every location below moves with it: labels and features stay. @throws AppError `conflict` if another root is there. */
  relinkRoot(id: RootId, newPath: string): void
  /** Forgets the root and its locations, not where they were. Photos that lie nowhere else are no longer present; their labels stay. */
  removeRoot(id: RootId): void
  /** All locations below a root, missing ones included, by path. */
  under(rootId: RootId): FileRow[]
  /** Adds locations or brings them up to date (by root and relative path); they are present then. */
  put(rows: readonly NewFile[]): void
  markMissing(fileIds: readonly FileId[]): void
  /** Forgets locations, e.g. the old one of a file that moved. */
  remove(fileIds: readonly FileId[]): void
  byPath(absolute: string): FileRow | undefined
  /** Absolute path of the first location that is present; one that this library did not export, if there is any. */
  pathOf(photoId: PhotoId): string | undefined
  /** Absolute paths of all locations that are present; those in folders that this library exported to come last. */
  pathsOf(photoId: PhotoId): string[]
  /** `pathOf` for every present photo, by photo id. */
  paths(): Map<PhotoId, string>
  /** Labels of photos that lie nowhere now, by path. */
  lostLabels(labelSet: LabelSetId): LostLabel[]
  /** How the lists in exported folders call this library. */
  exportMark(): string
  /** Notes that this library exports into the folder. @returns its mark, the same for every folder */
  addExport(folder: string): string
  /** Present files that are no photo, by path. */
  unreadable(): { path: string; reason: PlainSentence }[]
}

export interface Level {
  readonly name: string
  readonly dimensions: number
}

export interface NewBackbone {
  readonly name: string
  /** Hexadecimal sha256 of the model file. */
  readonly sha256: string
  /** What it was shown of each photo; the middle where nothing is said. */
  readonly views?: readonly CropName[]
  readonly levels: readonly Level[]
}

export interface UsedBackbone extends Required<Pick<NewBackbone, 'name' | 'views'>> {
  readonly id: BackboneId
}

export interface Features {
  /** The row of this very model, these levels and views; another file, other levels or views under the same name are another backbone. */
  ensureBackbone(backbone: NewBackbone): BackboneId
  backbone(id: BackboneId): (Required<NewBackbone> & { readonly id: BackboneId }) | undefined
  /** All levels of one photo at once, kept as float16. */
  put(backboneId: BackboneId, photoId: PhotoId, levels: Readonly<Record<string, Float32Array>>): void
  /** Those of the given photos that have no features of this backbone, in the given order. */
  lacking(backboneId: BackboneId, photoIds: readonly PhotoId[]): PhotoId[]
  /** Features of the present photos, by id: row i of [ids.length, dimensions] belongs to ids[i]. They lie where `allocate` puts them. */
  load(backboneId: BackboneId, level: string, allocate?: Allocate): { ids: PhotoId[]; matrix: Matrix }
  /** Features of these photos [n, dimensions], as far as they have any, in the given order. */
  some(backboneId: BackboneId, level: string, photoIds: readonly PhotoId[]): Matrix
  /** The backbone whose features the library works with. */
  active(): UsedBackbone | undefined
  setActive(id: BackboneId): void
  /** The backbone whose features stand beside those of the active one, if any. */
  second(): UsedBackbone | undefined
  setSecond(id: BackboneId | null): void
}

/** Two numbers that only grow, also by what other processes write: as long as they stay, what they stand for is as it was. */
export interface ModelVersion {
  /** Of the photos that are there, what is needed to compare them, and which backbones count. */
  readonly photos: number
  /** Of the head that is in force, and its embeddings. */
  readonly head: number
}
