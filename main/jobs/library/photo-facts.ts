/** @file Where all photos lie, when they were taken, and by which camera: as columns, for a window that filters by them. */
import type { Output } from '../../../shared/contract.ts'
import type { PlaceOfPhoto, Store } from '../../store/store.ts'
import { cameraName } from './camera-name.ts'
import { clockTime } from './clock-time.ts'
import { NameIndex } from './name-index.ts'

type Facts = Output<'photoFacts'>

export function photoFacts(store: Store): Facts {
  return store.snapshot(() => {
    const taken = store.photos.presentTaken()
    const cameras = new NameIndex()
    const columns = {
      ids: new Int32Array(taken.length),
      takenAt: new Float64Array(taken.length),
      cameraOf: new Int32Array(taken.length),
    }
    taken.forEach(({ id, cameraMake, cameraModel, ...time }, row) => {
      const camera = cameraName(cameraMake, cameraModel)
      columns.ids[row] = id
      columns.takenAt[row] = clockTime(time) ?? Number.NaN
      columns.cameraOf[row] = camera === null ? -1 : cameras.of(camera)
    })
    const places = placesOf(columns.ids, store.files.places())
    return { ...columns, cameras: cameras.names, ...places, roots: store.files.origins() }
  })
}

function placesOf(ids: Int32Array, places: readonly PlaceOfPhoto[]): Pick<Facts, 'places' | 'folders'> {
  const photoOf = new Int32Array(places.length)
  const folderOf = new Int32Array(places.length)
  const folders: Facts['folders'] = []
  const inRoot = new Map<number, Map<string, number>>()
  let names = ''
  let row = 0
  places.forEach(({ photoId, rootId, relativePath }, place) => {
    while (ids[row] < photoId) row += 1 // both ascend
    photoOf[place] = row
    const end = Math.max(0, relativePath.lastIndexOf('/'))
    const path = relativePath.slice(0, end)
    const known = inRoot.get(rootId) ?? new Map<string, number>()
    inRoot.set(rootId, known)
    const folder = known.get(path) ?? folders.push({ root: rootId, path }) - 1
    known.set(path, folder)
    folderOf[place] = folder
    names += `${relativePath.slice(end === 0 ? 0 : end + 1)}\0`
  })
  return { places: { photoOf, folderOf, names }, folders }
}
