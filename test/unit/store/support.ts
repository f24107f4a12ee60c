/** @file Rows that the tests of the store start from. No picture is read: the store never looks inside one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { BackboneId, LabelSetId, NewPhoto, Store } from '../../../main/store/store.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { hashOf, newPhoto } from '../../support/photos/new-photo.ts'

export { hashOf }

export function photoOf(number: number, details: Partial<NewPhoto> = {}): NewPhoto {
  return newPhoto(hashOf(number), details)
}

/** Adds photos 1 to `count`, present below the root `/pictures` as `1.jpg`, `2.jpg` and so on. */
export function addPhotos(store: Store, count: number): PhotoId[] {
  return store.transaction(() => {
    const rootId = store.files.addRoot('/pictures')
    return Array.from({ length: count }, (_, index) => {
      const photoId = store.photos.add(photoOf(index + 1))
      store.files.put([
        {
          rootId,
          relativePath: `${index + 1}.jpg`,
          size: 1000,
          modifiedNs: 1n,
          fileHash: hashOf(index + 1),
          photoId,
          reason: null,
        },
      ])
      return photoId
    })
  })
}

/** A backbone with two levels of 2 and 3 dimensions, and features of these photos that tell them apart. */
export function addFeatures(store: Store, photos: readonly PhotoId[]): BackboneId {
  const backbone = store.features.ensureBackbone({
    name: 'efficientnet-lite0-int8',
    sha256: hashOf(0),
    levels: [
      { name: 'features', dimensions: 2 },
      { name: 'stage4', dimensions: 3 },
    ],
  })
  for (const id of photos) {
    store.features.put(backbone, id, {
      features: new Float32Array([id, -id]),
      stage4: new Float32Array([0.5, id, 1]),
    })
  }
  return backbone
}

/** Decides labels alone. */
export function label(
  store: Store,
  labelSet: LabelSetId,
  labels: { photo: PhotoId; class: number | null }[],
): number {
  return store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
}

/** A folder of its own, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinsort-store-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Closed after the test, whatever happens. */
export function closing(store: Store): Store {
  onTestFinished(() => {
    store.close()
  })
  return store
}
