/** @file Which photos are near copies of each other, as a window gets it. */
import { expect, test } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { findStacks } from '../../../main/jobs/similarity/find-stacks.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { closing, hashOf, photoOf } from '../store/support.ts'

test('near copies have the first of them in common, and there are none without features', async () => {
  const store = closing(openMemoryStore())
  const models = new Models({ store })
  expect(await findStacks({ models })).toEqual({ ids: new Int32Array(), stackOf: new Int32Array() })
  const root = store.files.addRoot('/photos')
  const backbone = store.features.ensureBackbone({
    name: 'efficientnet-lite2-int8',
    sha256: hashOf(0),
    levels: [{ name: 'features', dimensions: 3 }],
  })
  // The second and the fourth are one picture, saved twice.
  const copied = 2n ** 40n - 1n
  const hashes = [0n, copied, 2n ** 20n - 1n, copied ^ 1n]
  const ids = hashes.map((perceptualHash, number) => {
    const id = store.photos.add(photoOf(number + 1, { perceptualHash }))
    const place = { rootId: root, relativePath: `${number}.jpg`, size: 1, modifiedNs: 1n, fileHash: null }
    store.files.put([{ ...place, photoId: id, reason: null }])
    return id
  })
  const features = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [0, 1, 0.01],
  ]
  ids.forEach((id, row) => {
    store.features.put(backbone, id, { features: Float32Array.from(features[row]) })
  })
  store.features.setActive(backbone)
  expect(await findStacks({ models })).toEqual({
    ids: Int32Array.from(ids),
    stackOf: Int32Array.of(ids[0], ids[1], ids[2], ids[1]),
  })
  await models.close()
})
