/** @file Keeps the library model that holds now, and reads it again when the library says that it has changed. */
import type { Store } from '../../store/types/index.ts'
import { readModel, type LibraryModel } from './library-model.ts'
import type { SpaceOptions } from './space.ts'

export interface ModelsOptions extends SpaceOptions {
  readonly store: Store
}

/** One for each open library: whoever compares photos asks it, so that their features are in memory once. */
export class Models {
  readonly #options: ModelsOptions
  #latest: LibraryModel | undefined

  constructor(options: ModelsOptions) {
    this.#options = options
  }

  /** The model of the library as it is now. It is empty, not an error, while no photo has features. */
  current(): Promise<LibraryModel> {
    return Promise.resolve().then(() => this.#read())
  }

  /** Whether nothing has changed since, in this process or in another. */
  isCurrent({ version }: Pick<LibraryModel, 'version'>): boolean {
    const now = this.#options.store.modelVersion()
    return version.photos === now.photos && version.head === now.head
  }

  #read(): LibraryModel {
    const now = this.#options.store.modelVersion()
    // The features of before are not to be in memory while those of now are read.
    if (this.#latest?.version.photos !== now.photos) this.#latest = undefined
    if (this.#latest?.version.head === now.head) return this.#latest
    const model = readModel(this.#options.store, this.#options, this.#latest)
    this.#latest = model
    return model
  }
}
