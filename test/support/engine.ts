/** @file An engine on a library of its own for one test, with photos that were never decoded but look as if. */
import { createLog } from '../../main/jobs/log.ts'
import { createHash } from 'node:crypto'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { createEngine, type Engine } from '../../main/engine/create-engine.ts'
import { packageRoot } from '../../main/engine/folders.ts'
import type { Handlers } from '../../main/engine/handler.ts'
import { openRoom } from '../../main/engine/room.ts'
import type { EngineSettings } from '../../main/engine/settings.ts'
import { openStore, type Store } from '../../main/store/store.ts'
import type { PhotoId } from '../../shared/domain.ts'
import { cacheIn } from './cache.ts'
import { newPhoto } from './photos/new-photo.ts'

/** An engine on the library in `folder/library`; closed after the test unless the test has. */
export function engineIn(folder: string): Engine {
  const engine = createEngine({
    library: path.join(folder, 'library'),
    cacheFolder: cacheIn(folder),
    resources: path.join(packageRoot(), 'resources'),
    clock: Date.now,
    log: createLog('silent'),
  })
  let closed: Promise<void> | undefined
  const close = () => (closed ??= engine.close())
  onTestFinished(close)
  return { ...engine, close }
}

/** What a room in this folder is opened with. */
export function settingsIn(folder: string): EngineSettings {
  return {
    library: path.join(folder, 'library'),
    userFolder: path.join(folder, 'user'),
    cacheFolder: cacheIn(folder),
    resources: path.join(packageRoot(), 'resources'),
    logLevel: 'silent',
  }
}

/** A room whose first library is `folder/library`; closed after the test. @param clock in milliseconds. @param watches its folders */
export function roomIn(folder: string, clock = Date.now, watches = false): Engine<Handlers> {
  const room = openRoom({ ...settingsIn(folder), watches }, { clock })
  onTestFinished(() => room.close())
  return room
}

/** The store of `folder/library`, closed after the test. */
export function storeIn(folder: string): Store {
  const store = openStore(path.join(folder, 'library'))
  onTestFinished(() => {
    store.close()
  })
  return store
}

/**
 * Writes files and makes them known to the store as photos; equal texts are the same photo in two places.
 * @param contents relative path to the text that stands for the picture.
 * @returns photo ids by relative path.
 */
export async function plantPhotos(
  store: Store,
  root: string,
  contents: Readonly<Record<string, string>>,
): Promise<Map<string, PhotoId>> {
  const ids = new Map<string, PhotoId>()
  await mkdir(root, { recursive: true })
  const rootId = store.files.addRoot(root)
  for (const [relativePath, text] of Object.entries(contents)) {
    const file = path.join(root, relativePath)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
    const hash = createHash('sha256').update(text).digest('hex')
    const photoId = store.photos.byContent(hash) ?? store.photos.add(newPhoto(hash, { width: 4, height: 3 }))
    const { size, mtimeNs } = await stat(file, { bigint: true })
    const row = { rootId, relativePath, size: Number(size), modifiedNs: mtimeNs, fileHash: hash }
    store.files.put([{ ...row, photoId, reason: null }])
    ids.set(relativePath, photoId)
  }
  return ids
}
