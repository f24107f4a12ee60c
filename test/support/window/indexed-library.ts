/**
 * @file A library of drawn photos for one test: indexed once for all tests of a file that want photos of this number, then copied with
 * its photos. To start an engine and its network takes longer than all that most tests of the window do.
 */
import { cp, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { connectToRoom } from '../../../main/engine/connect.ts'
import { orderedInt8 } from '../../../main/model/eight-bit-sums.ts'
import { openStore } from '../../../main/store/store.ts'
import { settingsIn } from '../engine.ts'
import { drawLibrary, type DrawnPhoto } from '../photos/pictures.ts'

export interface Shape {
  readonly classes: number
  readonly perClass: number
}

interface Indexed {
  /** Holds `photos/` and `library/`. */
  readonly folder: string
  readonly photos: readonly DrawnPhoto[]
}

const made = new Map<string, Promise<Indexed>>()

afterAll(async () => {
  for (const indexed of made.values()) await rm((await indexed).folder, { recursive: true, force: true })
})

/** Puts `photos/` and `library/`, which nobody has open, into the folder. */
export async function placeIndexedLibrary(folder: string, shape: Shape): Promise<DrawnPhoto[]> {
  // Where the tests are told to do without int8, another network reads the photos.
  const name = JSON.stringify({ ...shape, int8: orderedInt8() })
  const indexing = made.get(name) ?? index(shape)
  made.set(name, indexing)
  const { folder: from, photos } = await indexing
  for (const part of ['photos', 'library'])
    await cp(path.join(from, part), path.join(folder, part), { recursive: true })
  await moveFiles(path.join(folder, 'library'), path.join(folder, 'photos'))
  return photos.map((photo) => ({ ...photo, path: path.join(folder, path.relative(from, photo.path)) }))
}

async function index(shape: Shape): Promise<Indexed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'twinsort-indexed-'))
  const photos = await drawLibrary(path.join(folder, 'photos'), { ...shape, seed: 3 })
  const engine = connectToRoom(settingsIn(folder))
  await engine.client.call('index', {
    folders: [path.join(folder, 'photos')],
    backbone: 'efficientnet-lite0-int8',
  })
  await engine.close()
  return { folder, photos }
}

/** The library shall find the copies as it would have found them when it read them itself: by their times, too. */
async function moveFiles(library: string, to: string): Promise<void> {
  const store = openStore(library)
  const [{ id }] = store.files.roots()
  store.files.relinkRoot(id, to)
  for (const { relativePath, ...row } of store.files.under(id)) {
    const { mtimeNs, ctimeNs } = await stat(path.join(to, relativePath), { bigint: true })
    store.files.put([{ ...row, relativePath, modifiedNs: mtimeNs, changedNs: ctimeNs }])
  }
  store.close()
}
