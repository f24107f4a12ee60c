/** @file Photos in which the real network sees what a test wants: features made from the rows of its last layer. */
import path from 'node:path'
import { packageRoot } from '../../../main/engine/folders.ts'
import { openStore } from '../../../main/store/store.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import {
  classProbabilities,
  readImageNetClassifier,
  readImageNetNames,
} from '../../../main/model/imagenet.ts'

const resources = path.join(packageRoot(), 'resources')

/** Makes the class all but certain. */
const STRENGTH = 40

/**
 * Features of a backbone, a row for each photo.
 * @param shown English names of classes of ImageNet; several for one photo share it.
 * @throws Error where the network would see something else
 */
export async function featuresShowing(
  shown: readonly (readonly string[])[],
  backbone = 'efficientnet-lite2-int8',
): Promise<Matrix> {
  const classifier = await readImageNetClassifier(backbone, resources)
  const names = await readImageNetNames(resources, 'en')
  const dimensions = classifier.weights.length / names.length
  const weights = matrix(names.length, dimensions, classifier.weights)
  const features = matrix(shown.length, dimensions)
  for (const [i, wanted] of shown.entries()) {
    for (const name of wanted) {
      const values = row(weights, names.indexOf(name))
      const length = values.reduce((sum, value) => sum + value * value, 0)
      for (const [j, value] of values.entries()) row(features, i)[j] += (STRENGTH * value) / length
    }
  }
  const seen = await classProbabilities(classifier, features)
  for (const [i, wanted] of shown.entries()) {
    const share = wanted.reduce((sum, name) => sum + row(seen, i)[names.indexOf(name)], 0)
    if (share < 0.9) throw new Error(`The network sees ${wanted.join(', ')} with ${share} only.`)
  }
  return features
}

/** From now on the first photos of a library that was read show these classes to its network. */
export async function letPhotosShow(folder: string, shown: readonly (readonly string[])[]): Promise<void> {
  const store = openStore(path.join(folder, 'library'))
  try {
    const used = store.features.active()
    const backbone = used && store.features.backbone(used.id)
    if (backbone === undefined) throw new Error('No photo was read.')
    const features = await featuresShowing(shown, backbone.name)
    for (const [i, photo] of store.photos.presentIds().slice(0, shown.length).entries()) {
      const others = backbone.levels.map(({ name }): [string, Float32Array] => [
        name,
        row(store.features.some(backbone.id, name, [photo]), 0),
      ])
      store.features.put(backbone.id, photo, { ...Object.fromEntries(others), features: row(features, i) })
    }
  } finally {
    store.close()
  }
}
