/** @file Fills a library for `bench memory` with photos that were never decoded: LIBRARY PHOTOS DIMENSIONS CLASSES. */
import { row } from '../../main/math/matrix.ts'
import { openStore } from '../../main/store/store.ts'
import { bunches } from '../support/training/vectors.ts'

const [library, ...sizes] = process.argv.slice(2)
const [photos, dimensions, classes] = sizes.map(Number)
/** Of the photos, the share that carries a label. */
const LABELLED = 0.02
/** Of the photos, every so many-th is a near-duplicate of the one before it. */
const DUPLICATES_EVERY = 50

const hash = (number: number): string => number.toString(16).padStart(64, '0')
const features = bunches(classes, photos / classes, dimensions, 1, 1)
const store = openStore(library)
store.transaction(() => {
  const rootId = store.files.addRoot('/pictures')
  const levels = [{ name: 'features', dimensions }]
  const backbone = store.features.ensureBackbone({
    name: 'efficientnet-lite2-int8',
    sha256: hash(0),
    levels,
  })
  store.features.setActive(backbone)
  const labelSet = store.labelSets.current()
  const labels: { photo: number; class: number }[] = []
  for (let number = 0; number < features.rows; number += 1) {
    const look = number % DUPLICATES_EVERY === 1 ? number - 1 : number
    const perceptualHash = BigInt.asUintN(64, BigInt(look + 1) * 0x9e37_79b9_7f4a_7c15n)
    const photoId = store.photos.add({
      ...{ contentHash: hash(number + 1), format: 'jpeg', width: 640, height: 480, takenAt: null },
      ...{ cameraMake: null, cameraModel: null, latitude: null, longitude: null, perceptualHash },
    })
    const place = { rootId, relativePath: `${number}.jpg`, size: 1000, modifiedNs: 1n }
    store.files.put([{ ...place, fileHash: hash(number + 1), photoId, reason: null }])
    store.features.put(backbone, photoId, { features: row(features, look) })
    if (number < features.rows * LABELLED) {
      labels.push({ photo: photoId, class: store.classes.ensure(labelSet, `class ${number % classes}`) })
    }
  }
  store.journal.decide({ labelSet, kind: 'import', actor: 'person', labels, rejections: [], skips: [] })
})
store.close()
