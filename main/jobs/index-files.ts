/** @file The first pass of the index: reads every new or changed file and stores what it is, with thumbnail and features. */
import { openPicture, readPhoto, type OpenedPicture, type ReadPhoto } from '../ingest/read-photo.ts'
import { writeThumbnail } from '../ingest/thumbnails.ts'
import type { Backbone } from '../model/backbone.ts'
import type { BackboneId, FileRow, NewPhoto, Store } from '../store/store.ts'
import type { JobContext } from './context.ts'
import { TRY_AGAIN_NS, type FileToRead } from './index-compare.ts'
import type { KnownLocations } from './index-locations.ts'
import { runPipeline, type Finished, type Outcome, type PhotoLevels } from './index-pipeline.ts'

export interface FileCounts {
  /** New contents at new places. */
  added: number
  /** Known places whose file changed: the picture, what is written about it, or whether it is one. */
  updated: number
  /** Known contents at a new place that are gone from an old one. */
  moved: number
}

type FileOutcome = Outcome & { readonly file: FileToRead } & (
    | {
        readonly kind: 'unreadable'
        readonly reason: string
        readonly fileHash: string | null
        readonly isFinal: boolean
      }
    /** The content is in the library, or will be once its first place is stored. */
    | { readonly kind: 'known'; readonly contentHash: string; readonly fileHash: string }
    | {
        readonly kind: 'photo'
        readonly photo: NewPhoto
        readonly fileHash: string
        readonly pixels: Uint8Array
      }
  )

export interface FilePass {
  readonly files: readonly FileToRead[]
  readonly backbone: Backbone
  readonly backboneId: BackboneId
  readonly locations: KnownLocations
  report: (done: number) => void
}

/** @throws AppError `cancelled`, `disk-full`, `backend-unavailable`; what was finished until then is stored. */
export async function indexFiles(context: JobContext, pass: FilePass): Promise<FileCounts> {
  const reader = new FileReader(context.store, pass)
  const writer = new FileWriter(context.store, pass)
  await runPipeline<FileToRead, FileOutcome>({
    items: pass.files,
    read: (file) => reader.read(file),
    commit: (finished) => {
      context.store.transaction(() => {
        writer.write(finished)
      })
    },
    backbone: pass.backbone,
    signal: context.signal,
    report: pass.report,
  })
  return writer.counts
}

class FileReader {
  readonly #store: Store
  readonly #pass: FilePass
  /** Contents that are being read now: the same content at another place waits, and is not decoded again. */
  readonly #underWay = new Map<string, Promise<string | null>>()

  constructor(store: Store, pass: FilePass) {
    this.#store = store
    this.#pass = pass
  }

  async read(file: FileToRead): Promise<FileOutcome> {
    const picture = await openPicture(file.path)
    if (picture.kind === 'unreadable') return { ...picture, file }
    const { contentHash, fileHash } = picture
    const known = this.#store.photos.byContent(contentHash)
    if (known !== undefined && !isEdited(file.previous, picture, known)) {
      await this.#pass.locations.check(known)
      return { kind: 'known', file, contentHash, fileHash }
    }
    const first = this.#underWay.get(contentHash)
    if (first !== undefined) {
      const reason = await first
      if (reason !== null) return { kind: 'unreadable', file, reason, fileHash, isFinal: true }
      return { kind: 'known', file, contentHash, fileHash }
    }
    const reading = this.#decode(file, picture)
    this.#underWay.set(
      contentHash,
      reading.then(
        (outcome) => (outcome.kind === 'unreadable' ? outcome.reason : null),
        () => null,
      ),
    )
    return reading
  }

  async #decode(file: FileToRead, picture: OpenedPicture): Promise<FileOutcome> {
    const { backbone } = this.#pass
    const read = await readPhoto(picture, backbone.inputSize, backbone.views)
    if (read.kind === 'unreadable') return { ...read, file }
    if (this.#store.folder !== null) {
      await writeThumbnail(this.#store.folder, picture.contentHash, read.thumbnail)
    }
    return {
      kind: 'photo',
      file,
      photo: newPhoto(picture, read),
      fileHash: picture.fileHash,
      pixels: read.pixels,
    }
  }
}

/** The same picture at the same place with other metadata, maybe another rotation: it is looked at anew. */
function isEdited(previous: FileRow | undefined, picture: OpenedPicture, known: number): boolean {
  return previous?.photoId === known && previous.fileHash !== picture.fileHash
}

function newPhoto(picture: OpenedPicture, read: ReadPhoto): NewPhoto {
  const { width, height, orientation, takenAt, cameraMake, cameraModel, latitude, longitude } = read
  return {
    ...{ contentHash: picture.contentHash, format: picture.format },
    ...{ width, height, orientation, takenAt, cameraMake, cameraModel, latitude, longitude },
    ...{ colourProfile: read.colourProfile, perceptualHash: read.perceptualHash },
  }
}

class FileWriter {
  readonly counts: FileCounts = { added: 0, updated: 0, moved: 0 }
  readonly #store: Store
  readonly #pass: FilePass
  /** Further places of contents whose first place is not stored yet. */
  #early: FileOutcome[] = []

  constructor(store: Store, pass: FilePass) {
    this.#store = store
    this.#pass = pass
  }

  write(finished: readonly Finished<FileOutcome>[]): void {
    for (const { outcome, levels } of finished) this.#writeOne(outcome, levels)
    const early = this.#early
    this.#early = []
    for (const outcome of early) this.#writeOne(outcome, null)
  }

  #writeOne(outcome: FileOutcome, levels: PhotoLevels | null): void {
    if (outcome.kind === 'unreadable') this.#writeUnreadable(outcome)
    else if (outcome.kind === 'photo') this.#writePhoto(outcome, levels)
    else this.#writeKnown(outcome)
  }

  #writePhoto(outcome: Extract<FileOutcome, { kind: 'photo' }>, levels: PhotoLevels | null): void {
    const { file, photo, fileHash } = outcome
    const { photos, features } = this.#store
    const known = photos.byContent(photo.contentHash)
    const photoId = known ?? photos.add(photo)
    if (known !== undefined) photos.update(known, photo)
    if (levels !== null) features.put(this.#pass.backboneId, photoId, levels)
    if (wasRead(file.previous)) this.counts.updated += 1
    else this.counts.added += 1
    this.#put(file, { fileHash, photoId, reason: null })
  }

  #writeKnown(outcome: Extract<FileOutcome, { kind: 'known' }>): void {
    const { file, contentHash, fileHash } = outcome
    const photoId = this.#store.photos.byContent(contentHash)
    if (photoId === undefined) {
      this.#early.push(outcome)
      return
    }
    if (file.previous?.photoId !== photoId) {
      const origin = this.#pass.locations.takeOrigin(photoId, file.relativePath)
      if (origin !== undefined) {
        this.#store.files.remove([origin])
        this.counts.moved += 1
      } else if (wasRead(file.previous)) this.counts.updated += 1
    }
    this.#put(file, { fileHash, photoId, reason: null })
  }

  #writeUnreadable(outcome: Extract<FileOutcome, { kind: 'unreadable' }>): void {
    const { file, reason, fileHash, isFinal } = outcome
    if (typeof file.previous?.photoId === 'number') this.counts.updated += 1
    this.#put(file, { fileHash, photoId: null, reason, ...(isFinal ? {} : { modifiedNs: TRY_AGAIN_NS }) })
  }

  #put(
    file: FileToRead,
    found: Pick<FileRow, 'fileHash' | 'photoId' | 'reason'> & { modifiedNs?: bigint },
  ): void {
    const { rootId, relativePath, size, modifiedNs } = file
    this.#store.files.put([{ rootId, relativePath, size, modifiedNs, ...found }])
  }
}

/** False for a new place, and for one whose file could never be read: what is there now is new to the library. */
function wasRead(previous: FileRow | undefined): boolean {
  return previous !== undefined && previous.modifiedNs !== TRY_AGAIN_NS
}
