/** @file Photos whose identity was computed in an older way: the file that was shown takes the photo along, with its label. */
import { rm } from 'node:fs/promises'
import type { PhotoId } from '../../../shared/domain.ts'
import { thumbnailPath } from '../../ingest/thumbnails.ts'
import type { NewPhoto, Store } from '../../store/store.ts'

export class OutdatedIdentities {
  readonly #store: Store
  readonly #outdated: Map<PhotoId, string | null>
  readonly #byFile: Map<string | null, PhotoId>
  readonly #atFirst: ReadonlySet<PhotoId>
  /** Content hashes of the older way. */
  readonly #renewed: string[] = []

  constructor(store: Store) {
    this.#store = store
    this.#outdated = store.photos.outdated()
    this.#atFirst = new Set(this.#outdated.keys())
    this.#byFile = new Map([...this.#outdated].map(([photo, fileHash]) => [fileHash, photo]))
  }

  has(photo: PhotoId): boolean {
    return this.#outdated.has(photo)
  }

  /** Whether it was so when the run began. */
  had(photo: PhotoId): boolean {
    return this.#atFirst.has(photo)
  }

  /** The photo that was shown from the file of this hash, as long as it was not found yet. */
  photoOf(fileHash: string): PhotoId | undefined {
    return this.#byFile.get(fileHash)
  }

  renew(id: PhotoId, photo: NewPhoto): void {
    const before = this.#store.photos.get(id)
    this.#store.photos.rekey(id, photo)
    if (before !== undefined && before.contentHash !== photo.contentHash)
      this.#renewed.push(before.contentHash)
    this.#byFile.delete(this.#outdated.get(id) ?? null)
    this.#outdated.delete(id)
  }

  /** They lie under the identities of before. */
  async removeOldThumbnails(): Promise<void> {
    const { folder } = this.#store
    if (folder === null) return
    for (const hash of this.#renewed) await rm(thumbnailPath(folder, hash), { force: true })
  }
}
