/** @file Keeps the library model that holds now, and reads it again when the library says that it has changed. */
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { BackboneId, HeadId, ModelVersion, Store } from '../../store/types/index.ts'
import { modelPhotos, readModel, type LibraryModel, type ModelPhotos } from './library-model.ts'
import type { Control } from './compute-space.ts'
import type { PhotoRows, Vectors } from './read-photos.ts'
import { readerFor, readHere, type Reader } from './reader.ts'
import type { ReaderInput, ReaderOutput } from './reader-calls.ts'
import type { SpaceOptions } from './space.ts'
import { markSpaceUsed } from './space-cache.ts'

export interface ModelsOptions extends Omit<SpaceOptions, 'onSaved'> {
  readonly store: Store
}

/** One for each open library: all jobs that compare photos use it, so that the features are in memory once. */
export class Models {
  readonly #options: ModelsOptions & SpaceOptions
  /** Under which name the cache folder has the space of the library. */
  #savedSpace: string | undefined
  #reader: Reader
  #latest: LibraryModel | undefined
  #reading: Promise<LibraryModel> | undefined

  constructor(options: ModelsOptions) {
    this.#options = {
      ...options,
      onSaved: (name) => {
        this.#savedSpace = name
      },
    }
    this.#reader = readerFor(options.store)
  }

  /**
   * The model of the library as it is now. It is empty, not an error, while no photo has features.
   * @throws AppError of the store; `cancelled` when the library is closed; `internal` where the thread that reads died
   */
  async current(): Promise<LibraryModel> {
    const asked = this.#now()
    for (;;) {
      if (this.#latest !== undefined && this.isCurrent(this.#latest)) return this.#latest
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined
      })
      const model = await this.#reading
      // One that was being read already may be older than the question.
      if (model.version.photos >= asked.photos && model.version.head >= asked.head) return model
    }
  }

  /** Whether nothing has changed since, in this process or in another. */
  isCurrent({ version }: Pick<LibraryModel, 'version'>): boolean {
    return isSame(version, this.#now())
  }

  /** The saved space was read once, and counts as used for as long as the library is open: the next start needs it. */
  async markSpaceUsed(): Promise<void> {
    const { cacheFolder } = this.#options
    if (cacheFolder !== undefined && this.#savedSpace !== undefined)
      await markSpaceUsed(cacheFolder, this.#savedSpace)
  }

  /** The photos as one backbone sees them, whether it counts or not. Their space is neither kept nor announced. */
  async photosOf(backbone: BackboneId): Promise<ModelPhotos> {
    return modelPhotos(await this.#reader.ask('photosOf', { backbone }), this.#reader, {})
  }

  /**
   * Levels of the features as the backbone gave them, for these photos: [n, dimensions] each, in the order of the names.
   * @throws AppError `conflict` where a photo has none any more: its file has changed meanwhile.
   */
  levels(
    { backbone, ids }: Pick<PhotoRows, 'ids'> & { backbone: BackboneId },
    names: readonly string[],
  ): Promise<Matrix[]> {
    return this.#reader.ask('levels', { backbone, ids: Float64Array.from(ids), names: [...names] })
  }

  /** What a head has made of the present photos, whether it answers or not. */
  async embeddings(head: HeadId): Promise<Vectors> {
    const { ids, matrix } = await this.#reader.ask('embeddings', { head })
    return { ids: Array.from(ids), matrix }
  }

  /** Groups of rows that look alike, by k-means, in the reading thread. @throws AppError `cancelled` */
  cluster(input: ReaderInput<'cluster'>, control: Control): Promise<ReaderOutput<'cluster'>> {
    return this.#reader.ask('cluster', input, control)
  }

  /** Rows on a plane, in the reading thread. @returns [n, 2] @throws AppError `cancelled` */
  layOut(input: ReaderInput<'layOut'>, control: Control): Promise<Float32Array> {
    return this.#reader.ask('layOut', input, control)
  }
  /** Which photos are nearly alike, in the reading thread. @throws AppError `cancelled` */
  nearPairs(input: ReaderInput<'nearPairs'>, control: Control): Promise<ReaderOutput<'nearPairs'>> {
    return this.#reader.ask('nearPairs', input, control)
  }
  /** Some rows on the plane on which all others are. @returns [rows.length, 2] @throws AppError `cancelled` */
  placeBeside(input: ReaderInput<'placeBeside'>, control: Control): Promise<Float32Array> {
    return this.#reader.ask('placeBeside', input, control)
  }

  /** What is wrong with the library, as sentences; empty when it is sound. */
  check(): Promise<PlainSentence[]> {
    return this.#reader.ask('check', {})
  }

  /** Calls that are under way, and later ones, fail: AppError `cancelled`. The library may be closed after this. */
  close(): Promise<void> {
    return this.#reader.close()
  }

  #now(): ModelVersion {
    return this.#options.store.modelVersion()
  }

  async #read(): Promise<LibraryModel> {
    // The features of before are not to be in memory while those of now are read.
    if (this.#latest?.version.photos !== this.#now().photos) this.#latest = undefined
    const source = { ...this.#options, reader: this.#reader }
    const model = await readModel(source, this.#latest)
    if (this.#options.store.isReadOnly && !this.isCurrent(model)) return this.#readHere()
    this.#latest = model
    return model
  }

  /**
   * A library that can only be read is not always the one that lies in its folder: it may be a copy of what was there before
   * somebody else changed it. Then only this thread has it.
   */
  async #readHere(): Promise<LibraryModel> {
    await this.#reader.close()
    this.#reader = readHere(this.#options.store)
    const model = await readModel({ ...this.#options, reader: this.#reader }, undefined)
    this.#latest = model
    return model
  }
}

function isSame(one: ModelVersion, other: ModelVersion): boolean {
  return one.photos === other.photos && one.head === other.head
}
