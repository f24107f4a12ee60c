/** @file The first pass of the index: reads every new or changed file and stores what it is, with thumbnail and features. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { UnreadableFile } from '../../../shared/contract/photos.ts'
import type { Backbone } from '../../model/backbone.ts'
import type { BackboneId, FileRow, NewPhoto, Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import type { FileToRead } from './compare-folders.ts'
import { FileReader, type FileOutcome, type FileReading } from './file-reader.ts'
import { OutdatedIdentities } from './identities.ts'
import { storeAlone } from './one-file.ts'
import { runPipeline, type Finished, type Outcome } from './pipeline.ts'
import { ReadingMarks } from './reading-marks.ts'

export interface FileCounts {
  /** New contents at new places. */
  added: number
  /** Known places whose file changed: the picture, what is written about it, or whether it is one. */
  updated: number
  /** Known contents at a new place that are gone from an old one. */
  moved: number
}

type LevelsOfPhoto = Finished<Outcome>['levels']

/** A backbone, and under which id its features are stored. */
export interface StoredBackbone {
  readonly backbone: Backbone
  readonly id: BackboneId
}

export interface FilePass extends Pick<FileReading, 'locations' | 'verify' | 'readPhoto'> {
  readonly files: readonly FileToRead[]
  readonly backbones: readonly StoredBackbone[]
  report: (done: number) => void
}

export interface FilesRead {
  readonly counts: FileCounts
  /** Files that the library could not take, with the reason. */
  readonly problems: readonly UnreadableFile[]
  /** Paths of pictures whose narrow range of values was stretched to be seen. */
  readonly stretched: readonly string[]
  /** Paths of files of several pages or frames, of which the first is shown. */
  readonly several: readonly string[]
  /** Files that counted as copies of another by an older way to tell photos apart, and are photos of their own now. */
  readonly separated: number
}

/** @throws AppError `cancelled`, `disk-full`, `backend-unavailable`; what was finished until then is stored. */
export async function indexFiles(context: JobContext, pass: FilePass): Promise<FilesRead> {
  const identities = new OutdatedIdentities(context.store)
  const marks = ReadingMarks.open(context.store.folder, context.signal)
  const inputs = pass.backbones.map(({ backbone }) => backbone)
  const reader = new FileReader(context, { ...pass, inputs, identities, marks })
  const writer = new FileWriter(context.store, pass, identities)
  const read = (items: readonly FileToRead[], before: number, threads: number | null | undefined) =>
    runPipeline<FileToRead, FileOutcome>({
      items,
      read: (file) => reader.read(file),
      commit: (finished) => {
        context.store.transaction(() => {
          writer.write(finished)
        })
      },
      backbones: inputs,
      signal: context.signal,
      threads,
      report: (done) => {
        pass.report(before + done)
      },
    })
  const [sound, suspect] = [false, true].map((is) =>
    pass.files.filter((file) => marks.isSuspect(file.path) === is),
  )
  let isDone = false
  try {
    await read(sound, 0, context.preferences?.threads)
    // [Note: files that end the process]
    if (suspect.length > 0) await read(suspect, sound.length, 1)
    isDone = true
  } finally {
    marks.close(isDone)
  }
  await identities.removeOldThumbnails()
  return writer
}

class FileWriter implements FilesRead {
  readonly problems: UnreadableFile[] = []
  readonly stretched: string[] = []
  readonly several: string[] = []
  separated = 0
  counts: FileCounts = { added: 0, updated: 0, moved: 0 }
  readonly #store: Store
  readonly #pass: FilePass
  readonly #identities: OutdatedIdentities
  /** Further places of contents whose first place is not stored yet. */
  #early: FileOutcome[] = []

  constructor(store: Store, pass: FilePass, identities: OutdatedIdentities) {
    this.#store = store
    this.#pass = pass
    this.#identities = identities
  }

  write(finished: readonly Finished<FileOutcome>[]): void {
    for (const { outcome, levels } of finished) this.#writeAlone(outcome, levels)
    const early = this.#early
    this.#early = []
    for (const outcome of early) this.#writeAlone(outcome, null)
  }

  /** Whatever is wrong with one file, the others are stored. */
  #writeAlone(outcome: FileOutcome, levels: LevelsOfPhoto): void {
    const { file } = outcome
    const before = { ...this.counts }
    const reason = storeAlone(this.#store, () => {
      this.#writeOne(outcome, levels)
    })
    if (reason === undefined) return
    this.counts = before
    // The next run tries again; until then the place is known as one that could not be read.
    const row = { rootId: file.rootId, relativePath: file.relativePath, size: 0, modifiedNs: null }
    const other = storeAlone(this.#store, () => {
      this.#store.files.put([{ ...row, fileHash: null, photoId: null, reason }])
    })
    if (other !== undefined) this.problems.push({ path: file.path, reason })
  }

  #writeOne(outcome: FileOutcome, levels: LevelsOfPhoto): void {
    if (outcome.kind === 'unreadable') this.#writeUnreadable(outcome)
    else if (outcome.kind === 'photo') this.#writePhoto(outcome, levels)
    else this.#writeKnown(outcome)
  }

  #writePhoto(outcome: Extract<FileOutcome, { kind: 'photo' }>, levels: LevelsOfPhoto): void {
    const { file, photo, fileHash } = outcome
    const before = file.previous?.photoId ?? null
    const wasOutdated = before !== null && this.#identities.had(before)
    const photoId = this.#storePhoto(photo, fileHash)
    levels?.forEach((ofBackbone, index) => {
      this.#store.features.put(this.#pass.backbones[index].id, photoId, ofBackbone)
    })
    if (outcome.isStretched) this.stretched.push(file.path)
    if (outcome.frames > 1) this.several.push(file.path)
    if (wasOutdated && before !== photoId && file.previous?.fileHash === fileHash) this.separated += 1
    this.#count(file, { photoId, fileHash })
    this.#put(file, { fileHash, photoId, reason: null })
  }

  #storePhoto(photo: NewPhoto, fileHash: string): PhotoId {
    const { photos } = this.#store
    const known = photos.byContent(photo.contentHash)
    const id = known ?? this.#identities.photoOf(fileHash)
    if (id === undefined) return photos.add(photo)
    if (this.#identities.has(id)) this.#identities.renew(id, photo)
    else photos.update(id, photo)
    return id
  }

  /** A file that is as it was (its times changed, or everything is read again) counts as neither. */
  #count(file: FileToRead, now: { photoId: PhotoId; fileHash: string }): void {
    const { previous } = file
    if (!wasRead(previous)) this.counts.added += 1
    else if (previous?.fileHash !== now.fileHash) this.counts.updated += 1
    else if (previous.photoId !== now.photoId) this.counts.added += 1
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
    this.#put(file, { fileHash, photoId: null, reason, ...(isFinal ? {} : { modifiedNs: null }) })
  }

  #put(
    file: FileToRead,
    found: Pick<FileRow, 'fileHash' | 'photoId' | 'reason'> & { modifiedNs?: null },
  ): void {
    const { rootId, relativePath, size, modifiedNs, changedNs } = file
    this.#store.files.put([{ rootId, relativePath, size, modifiedNs, changedNs, ...found }])
  }
}

/** False for a new place, and for one whose file could never be read: what is there now is new to the library. */
function wasRead(previous: FileRow | undefined): boolean {
  return previous !== undefined && previous.modifiedNs !== null
}
