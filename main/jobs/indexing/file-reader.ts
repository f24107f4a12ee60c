/** @file Reads one file for the index: decodes what is new, and knows what is in the library already or read at this moment. */
import type { PhotoId } from '../../../shared/domain.ts'
import { type PlainSentence, sentence } from '../../../shared/sentences/sentence.ts'
import type { BackboneInput } from '../../ingest/crops.ts'
import { openPicture, readPhoto, type OpenedPicture, type ReadPhoto } from '../../ingest/read-photo.ts'
import { writeThumbnail } from '../../ingest/thumbnails.ts'
import type { FileRow, NewPhoto, Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import type { FileToRead } from './compare-folders.ts'
import type { OutdatedIdentities } from './identities.ts'
import type { KnownLocations } from './locations.ts'
import type { Outcome } from './pipeline.ts'
import type { ReadingMarks } from './reading-marks.ts'

export type FileOutcome = Outcome & { readonly file: FileToRead } & (
    | {
        readonly kind: 'unreadable'
        readonly reason: PlainSentence
        readonly fileHash: string | null
        readonly isFinal: boolean
      }
    /** The content is in the library, or will be once its first place is stored. */
    | { readonly kind: 'known'; readonly contentHash: string; readonly fileHash: string }
    | {
        readonly kind: 'photo'
        readonly photo: NewPhoto
        readonly fileHash: string
        readonly pixels: readonly Uint8Array[]
        readonly isStretched: boolean
        /** Pages or frames in the file. */
        readonly frames: number
      }
  )

export interface FileReading {
  /** Of the backbones that get the pixels of each photo. */
  readonly inputs: readonly BackboneInput[]
  readonly locations: KnownLocations
  readonly identities: OutdatedIdentities
  readonly marks: ReadingMarks
  /** Every picture is decoded again, also where the library knows it. */
  readonly verify: boolean
  /** Decodes; what a test can replace. */
  readonly readPhoto?: typeof readPhoto | undefined
}

export class FileReader {
  readonly #store: Store
  readonly #signal: AbortSignal
  readonly #how: FileReading
  /** Contents that are being read now: the same content at another place waits, and is not decoded again. */
  readonly #underWay = new Map<string, Promise<PlainSentence | null>>()

  constructor({ store, signal }: JobContext, how: FileReading) {
    this.#store = store
    this.#signal = signal
    this.#how = how
  }

  read(file: FileToRead): Promise<FileOutcome> {
    return this.#how.marks.during(file.path, async () => {
      if (!this.#how.marks.endsProcess(file.path)) return this.#read(file)
      return {
        kind: 'unreadable',
        file,
        reason: sentence('picture-ends-process'),
        fileHash: null,
        isFinal: true,
      }
    })
  }

  async #read(file: FileToRead): Promise<FileOutcome> {
    const picture = await openPicture(file.path)
    if (picture.kind === 'unreadable') return { ...picture, file }
    const { contentHash, fileHash } = picture
    const known = this.#store.photos.byContent(contentHash)
    if (known !== undefined && !this.#isToDecode(file.previous, picture, known)) {
      await this.#how.locations.check(known)
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

  #isToDecode(previous: FileRow | undefined, picture: OpenedPicture, known: PhotoId): boolean {
    return this.#how.verify || this.#how.identities.has(known) || isEdited(previous, picture, known)
  }

  async #decode(file: FileToRead, picture: OpenedPicture): Promise<FileOutcome> {
    const read = await (this.#how.readPhoto ?? readPhoto)(picture, this.#how.inputs, this.#signal)
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
      isStretched: read.isStretched,
      frames: read.frames,
    }
  }
}

/** The same picture at the same place with other metadata, maybe another rotation: it is looked at again. */
function isEdited(previous: FileRow | undefined, picture: OpenedPicture, known: PhotoId): boolean {
  return previous?.photoId === known && previous.fileHash !== picture.fileHash
}

/** The photo as it is stored. */
export function newPhoto(picture: OpenedPicture, read: ReadPhoto): NewPhoto {
  const { width, height, orientation, takenAt, clockOffset, cameraMake, cameraModel } = read
  return {
    ...{ contentHash: picture.contentHash, factsHash: picture.fileHash, format: picture.format },
    ...{ width, height, orientation, takenAt, clockOffset, cameraMake, cameraModel },
    ...{ latitude: read.latitude, longitude: read.longitude },
    ...{ colourProfile: read.colourProfile, perceptualHash: read.perceptualHash },
  }
}
