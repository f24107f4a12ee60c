/** @file An empty library beside a folder for drawn pictures. */
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore, type Store } from '../../../main/store/store.ts'
import { temporaryFolder } from '../folder.ts'

export interface LibraryBesidePhotos {
  /** Absolute; made by who draws pictures into it. */
  readonly photos: string
  /** Absolute path of the library's folder. */
  readonly library: string
  /** Closed after the test. */
  readonly store: Store
}

export async function libraryBesidePhotos(): Promise<LibraryBesidePhotos> {
  const photos = path.join(await temporaryFolder(), 'photos')
  const library = path.join(await temporaryFolder(), 'library')
  const store = openStore(library)
  onTestFinished(() => {
    store.close()
  })
  return { photos, library, store }
}
