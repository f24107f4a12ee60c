/**
 * @file A library of drawn photos for one test: indexed once for all tests that want photos of this number, in whatever file, then
 * copied with its photos. To start an engine and its network takes longer than all that most tests of the window do.
 */
import { cp, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { connectToRoom } from '../../../main/engine/connect.ts'
import { orderedInt8 } from '../../../main/model/eight-bit-sums.ts'
import { openStore } from '../../../main/store/store.ts'
import { settingsIn } from '../engine.ts'
import { kept } from '../kept.ts'
import { drawnFiles, drawLibrary, type DrawnPhoto } from '../photos/pictures.ts'

export interface Shape {
  readonly classes: number
  readonly perClass: number
  /** So many photos in a row are near copies of each other. */
  readonly copies?: number | undefined
}

/** All that an indexed library depends on, and more: it is made anew too often rather than too seldom. */
const SOURCES = [
  'main/**/*.ts',
  'shared/**/*.ts',
  'resources/backbones/*',
  'test/support/photos/*',
  'test/support/window/indexed-library.ts',
  'package-lock.json',
]

/** Puts `photos/` and `library/`, which nobody has open, into the folder. */
export async function placeIndexedLibrary(folder: string, shape: Shape): Promise<DrawnPhoto[]> {
  const from = await kept({
    name: 'twinsort-indexed',
    sources: SOURCES,
    // Where the tests are told to do without int8, another network reads the photos.
    variant: JSON.stringify({ ...shape, int8: orderedInt8() }),
    make: (empty) => index(empty, shape),
  })
  for (const part of ['photos', 'library'])
    await cp(path.join(from, part), path.join(folder, part), { recursive: true })
  await moveFiles(path.join(folder, 'library'), path.join(folder, 'photos'))
  return drawnFiles(path.join(folder, 'photos'), shape)
}

async function index(folder: string, shape: Shape): Promise<void> {
  await drawLibrary(path.join(folder, 'photos'), { ...shape, copies: shape.copies ?? 1, seed: 3 })
  const engine = connectToRoom(settingsIn(folder))
  await engine.client.call('index', {
    folders: [path.join(folder, 'photos')],
    backbone: 'efficientnet-lite0-int8',
  })
  await engine.close()
  for (const part of ['cache', 'user']) await rm(path.join(folder, part), { recursive: true, force: true })
}

/** The library shall find the copies as it would have found them when it read them itself: by their times, too. */
async function moveFiles(library: string, to: string): Promise<void> {
  const store = openStore(library)
  const [{ id }] = store.files.roots()
  store.files.relinkRoots(new Map([[id, to]]))
  for (const { relativePath, ...row } of store.files.under(id)) {
    const { mtimeNs, ctimeNs } = await stat(path.join(to, relativePath), { bigint: true })
    store.files.put([{ ...row, relativePath, modifiedNs: mtimeNs, changedNs: ctimeNs }])
  }
  store.close()
}
