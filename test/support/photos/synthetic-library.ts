/** @file A library on disk whose photos are rows of numbers: one class folder each, features of Gaussian classes. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { Store } from '../../../main/store/store.ts'
import { row } from '../../../main/math/matrix.ts'
import { hashOf, newPhoto } from './new-photo.ts'
import type { SyntheticProblem } from '../training/synthetic-problem.ts'

const LEVELS = ['stage3', 'stage4', 'stage5', 'features']

/** Photo i lies at `CLASS/i.jpg` below the root; its levels all hold the same numbers. */
export function fillLibrary(
  store: Store,
  { features, truth }: Pick<SyntheticProblem, 'features' | 'truth'>,
  root = '/pictures',
): PhotoId[] {
  return store.transaction(() => {
    const rootId = store.files.addRoot(root)
    const backbone = store.features.ensureBackbone({
      name: 'efficientnet-lite2-int8',
      sha256: hashOf(0),
      levels: LEVELS.map((name) => ({ name, dimensions: features.columns })),
    })
    store.features.setActive(backbone)
    return Array.from(truth.classOf, (label, i) => {
      const photo = addPhoto(store, i)
      placePhoto(store, rootId, photo, `${truth.names[label]}/${i}.jpg`)
      putFeatures(store, photo, row(features, i))
      return photo
    })
  })
}

/** A photo that comes in after the others, with these features. */
export function addLater(store: Store, features: Float32Array): PhotoId {
  return store.transaction(() => {
    const number = store.photos.presentIds().length
    const photo = addPhoto(store, number)
    placePhoto(store, store.files.roots()[0].id, photo, `later/${number}.jpg`)
    putFeatures(store, photo, features)
    return photo
  })
}

/** Of the backbone in use. */
export function putFeatures(store: Store, photo: PhotoId, features: Float32Array): void {
  const backbone = store.features.active()?.id ?? 0
  store.features.put(backbone, photo, Object.fromEntries(LEVELS.map((name) => [name, features])))
}

export function placePhoto(store: Store, rootId: number, photoId: PhotoId, relativePath: string): void {
  const place = { rootId, relativePath, size: 1000, modifiedNs: 1n, fileHash: hashOf(photoId) }
  store.files.put([{ ...place, photoId, reason: null }])
}

function addPhoto(store: Store, number: number): PhotoId {
  return store.photos.add(newPhoto(hashOf(number + 1)))
}
