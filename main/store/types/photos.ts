/** @file The store's functions for what is on the disk, as types: photos, their locations, their features. */
import type { PhotoId, CropName } from '../../../shared/domain.ts'
import type { ClassMark } from '../../../shared/class-marks.ts'
import type { SavedView } from '../../../shared/contract/photos.ts'
import type { Part } from '../../../shared/contract/split.ts'
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'
import type { Allocate, Matrix } from '../../math/matrix.ts'
import type { RootId, FileId, BackboneId, ClassId, LabelSetId } from './ids.ts'

/** A distinct readable picture, in one or several places on the disk. */
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
  /** Minutes by which the camera's clock was ahead of UTC; null where the photo does not say so: then `takenAt` takes that clock for UTC. */
  readonly clockOffset: number | null
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

/** A photo before it is stored: the store assigns its id and its time. */
export type NewPhoto = Omit<Photo, 'id' | 'addedAt' | 'orientation' | 'colourProfile' | 'clockOffset'> &
  Partial<Pick<Photo, 'orientation' | 'colourProfile' | 'clockOffset'>> & {
    /** `fileHash` of the file that these facts were read from; null or absent where it is unknown. */
    readonly factsHash?: string | null
  }

export interface Photos {
  /** @throws AppError `conflict` when there is a photo with this content. */
  add(photo: NewPhoto): PhotoId
  /**
   * Updates everything except the identity: for the same content whose metadata changed (say, a rotation tag). Where the
   * picture looks different now, its features and embeddings are removed, since they are of the old picture.
   */
  update(id: PhotoId, photo: NewPhoto): void
  /**
   * Like `update`, and updates the identity as well: for the same file, whose content hash is now computed by another
   * method.
   */
  rekey(id: PhotoId, photo: NewPhoto): void
  /** Photos whose identity was computed by an older method, each with the hash of the file that was shown. */
  outdated(): Map<PhotoId, string | null>
  /** Present photos whose facts were read from a file that is gone. */
  withStaleFacts(): PhotoId[]
  byContent(contentHash: string): PhotoId | undefined
  get(id: PhotoId): Photo | undefined
  /** Every photo with at least one present location, by id. */
  present(): Photo[]
  /** Ids of `present()`, ascending; reads nothing else. */
  presentIds(): PhotoId[]
  /** A text for each present photo that changes when its visible pixels do. Then its features and embeddings are removed. */
  appearances(): Map<PhotoId, string>
  /** Ids of `present()` with their width and height in pixels, ascending. */
  presentSizes(): { id: PhotoId; width: number; height: number }[]
  /** What each of `present()` looks like (null: not known), ids ascending; nothing may be written while it is read. */
  perceptualHashes(): Iterable<Pick<Photo, 'id' | 'perceptualHash'>>
  /** Content hashes of `present()`, hexadecimal. */
  presentHashes(): string[]
  /** When, and by which camera, each of `present()` was taken, by id. */
  presentTaken(): Pick<Photo, 'id' | 'takenAt' | 'clockOffset' | 'cameraMake' | 'cameraModel'>[]
  /** The number of present photos, without reading them. */
  countPresent(): number
  /**
   * A key for what the pictures of this library look like: no other library has the same, and it changes when the picture
   * of a known id does. It stays the same when the folder is moved.
   */
  pictureKey(): string
}

/** What the person shows of the photos, under names. */
export interface Splits {
  /** The part that each photo was in; empty where nothing was exported so. @param split what was asked for, as text */
  parts(split: string): Map<PhotoId, Part>
  /** Keeps them for the next time. Parts of other photos stay. */
  put(split: string, parts: ReadonlyMap<PhotoId, Part>): void
}

export interface StoredClassMark extends Omit<ClassMark, 'class'> {
  readonly id: ClassId
}

export interface ClassMarks {
  /** In the order in which they were given. */
  all(): StoredClassMark[]
  /** Instead of what this class had. */
  set(mark: StoredClassMark): void
}

export interface Views {
  /** By name. */
  all(): SavedView[]
  /** @param insteadOf the name of one that goes. */
  save(view: SavedView, insteadOf?: string): void
  remove(name: string): void
}

export interface Root {
  readonly id: RootId
  /** An absolute folder; or of photos that are elsewhere the beginning of their URIs, such as `s3://bucket`. */
  readonly path: string
}

/** One place where a file was seen, as it is recognised again. */
export interface KnownPlace {
  readonly id: FileId
  /** Relative to the root, with `/` on every system. */
  readonly relativePath: string
  /** Bytes. */
  readonly size: number
  /**
   * Time of the last change, nanoseconds since the epoch; null means that the next run reads the file, whatever its times.
   */
  readonly modifiedNs: bigint | null
  /**
   * Time of the last change of the file or of its attributes in the file system, in the same unit; null where it is
   * unknown.
   */
  readonly changedNs: bigint | null
  /** The photo that it shows; null for a file that is none. */
  readonly photoId: PhotoId | null
  /** True if the last scan did not find it. */
  readonly missing: boolean
}

/** All that is known of a place. */
export interface FileRow extends KnownPlace {
  readonly rootId: RootId
  /** Hexadecimal sha256 of the whole file; null where it could not be read. */
  readonly fileHash: string | null
  /** Why the file is no photo, as a sentence; exactly one of `photoId` and `reason` is set. */
  readonly reason: PlainSentence | null
}

/** One place where a photo is present. */
export interface PlaceOfPhoto {
  readonly photoId: PhotoId
  readonly rootId: RootId
  /** Relative to the root, with `/` on every system. */
  readonly relativePath: string
}

export type NewFile = Omit<FileRow, 'id' | 'missing' | 'changedNs'> & Partial<Pick<FileRow, 'changedNs'>>

export interface PhotosInRoot {
  readonly photos: number
  readonly labelled: number
  readonly setAside: number
}

/** A label whose photo is nowhere on the disk now. */
export interface LostLabel {
  readonly photo: PhotoId
  readonly classId: ClassId
  /** Absolute path where it was last; null where that is unknown. */
  readonly path: string | null
  /**
   * The file is gone; another picture is in its place; the file there cannot be read; its folder was removed from the
   * library.
   */
  readonly why: 'gone' | 'replaced' | 'unreadable' | 'folder-removed'
  /** The photo that is in this place now. */
  readonly now: PhotoId | null
}

export interface Files {
  /** The folders on this machine. */
  roots(): Root[]
  /** Those, and where photos are that are elsewhere (shared/elsewhere.ts). */
  origins(): Root[]
  /** The root with this absolute path, or beginning of URIs; an existing one is returned unchanged. */
  addRoot(path: string): RootId
  /**
   * Roots with their new paths, all at once. All locations in them move along, so labels and features are kept. @throws AppError
   * `conflict` if another root has such a path.
   */
  relinkRoots(places: ReadonlyMap<RootId, string>): void
  /**
   * Removes the root and its locations, but remembers their paths. Photos without another location are no longer present;
   * their labels are kept.
   */
  removeRoot(id: RootId): void
  /** All locations in a root, missing ones included, by path. */
  under(rootId: RootId): FileRow[]
  /** The same as far as it tells whether a file has changed: a tenth of the time. */
  known(rootId: RootId): KnownPlace[]
  /** All that is known of a place in a root. */
  at(rootId: RootId, relativePath: string): FileRow | undefined
  /** Present places that show a photo, and photos that are nowhere any more. */
  totals(): { files: number; missing: number }
  /** How many of these are missing. */
  countMissing(rootId: RootId): number
  /** Adds or updates locations (by root and relative path); they are present afterwards. */
  put(rows: readonly NewFile[]): void
  /** How many photos are present in a root, and have a label or are set aside. */
  countPhotos(rootId: RootId, labelSet: LabelSetId): PhotosInRoot
  markMissing(fileIds: readonly FileId[]): void
  /** Removes locations, e.g. the old one of a file that moved. */
  remove(fileIds: readonly FileId[]): void
  /** @param place absolute path, or URI */
  byPath(place: string): FileRow | undefined
  /** Absolute path of the first present location, or its URI; if possible, one on this machine that this library did not export. */
  pathOf(photoId: PhotoId): string | undefined
  /** Absolute paths of all present locations, then their URIs elsewhere; those in folders that this library exported to come last. */
  pathsOf(photoId: PhotoId): string[]
  /**
   * All present locations of photos, by photo; that of `pathOf` comes first. What this library exported itself is left out where
   * the photo lies elsewhere as well.
   */
  places(): PlaceOfPhoto[]
  /** `pathOf` for every present photo, by photo id. */
  paths(): Map<PhotoId, string>
  /** Labels of photos that are nowhere on the disk now, by path. */
  lostLabels(labelSet: LabelSetId): LostLabel[]
  /** The name of this library in the lists of exported folders. */
  exportMark(): string
  /** Stores that this library exports into the folder. @returns the library's mark, the same for every folder */
  addExport(folder: string): string
  /** Present files that are not photos, by path. */
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
  /** The crops that it embedded of each photo; the middle one by default. */
  readonly crops?: readonly CropName[]
  readonly levels: readonly Level[]
}

export interface UsedBackbone extends Required<Pick<NewBackbone, 'name' | 'crops'>> {
  readonly id: BackboneId
}

export interface Features {
  /**
   * The row of exactly this model, levels and crops; another file, other levels or other crops under the same name make
   * another backbone.
   */
  ensureBackbone(backbone: NewBackbone): BackboneId
  backbone(id: BackboneId): (Required<NewBackbone> & { readonly id: BackboneId }) | undefined
  /** Stores all levels of one photo at once, as float16. */
  put(backboneId: BackboneId, photoId: PhotoId, levels: Readonly<Record<string, Float32Array>>): void
  /**
   * The same where they are other than those that are stored; then embeddings of the photo go as well, since they were made of these. @returns
   * whether they were
   */
  replace(backboneId: BackboneId, photoId: PhotoId, levels: Readonly<Record<string, Float32Array>>): boolean
  /** Those of the given photos without features of this backbone, in the given order. */
  lacking(backboneId: BackboneId, photoIds: readonly PhotoId[]): PhotoId[]
  /** Whether every present photo has features of this backbone. */
  isComplete(backboneId: BackboneId): boolean
  /**
   * Features of the present photos, by id: row i of [ids.length, dimensions] belongs to ids[i]. `allocate` provides the
   * memory.
   */
  load(backboneId: BackboneId, level: string, allocate?: Allocate): { ids: PhotoId[]; matrix: Matrix }
  /** Features [n, dimensions] of those of these photos that have any, in the given order. */
  some(backboneId: BackboneId, level: string, photoIds: readonly PhotoId[]): Matrix
  /** The backbone whose features the library uses. */
  active(): UsedBackbone | undefined
  setActive(id: BackboneId): void
  /** The backbone whose features are used beside those of the active one, if any. */
  second(): UsedBackbone | undefined
  setSecond(id: BackboneId | null): void
}

/**
 * Two numbers that only increase, also by changes of other processes: while they are the same, the data they stand for is
 * unchanged.
 */
export interface ModelVersion {
  /** Counts changes of the present photos, of the data needed to compare them, and of the backbones in use. */
  readonly photos: number
  /** Counts changes of the head in use and its embeddings. */
  readonly head: number
}
