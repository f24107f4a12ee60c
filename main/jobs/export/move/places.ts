/** @file The library follows its files: where a photo lies is changed, and nothing of it is read again. */
import path from 'node:path'
import { isInside, stampOf } from '../../../ingest/scan.ts'
import type { Store } from '../../../store/store.ts'
import { looksOf } from './carry.ts'

/**
 * In one transaction. A place that the library does not know, or that its folders do not reach, is left out: the next reading finds
 * the file by its content.
 */
export async function followFiles(
  store: Store,
  files: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  const stamped = await Promise.all(files.map(async (file) => ({ ...file, found: await looksOf(file.to) })))
  const roots = store.files.roots()
  store.transaction(() => {
    for (const { from, to, found } of stamped) {
      const known = store.files.byPath(from)
      const root = roots
        .filter((each) => isInside(to, each.path))
        .sort((a, b) => b.path.length - a.path.length)
        .at(0)
      const photoId = known?.photoId ?? null
      if (known === undefined || photoId === null || found === undefined || root === undefined) continue
      const relativePath = path.relative(root.path, to).split(path.sep).join('/')
      const { fileHash } = known
      store.files.remove([known.id])
      store.files.put([{ rootId: root.id, relativePath, ...stampOf(found), fileHash, photoId, reason: null }])
    }
  })
}

/**
 * To be called once the old names are gone, which changes the time of the last change of each file: by an older one the next reading would
 * take them for changed.
 */
export async function noteTimes(store: Store, files: readonly string[]): Promise<void> {
  const stamped = await Promise.all(files.map(async (file) => ({ file, found: await looksOf(file) })))
  store.transaction(() => {
    for (const { file, found } of stamped) {
      const known = store.files.byPath(file)
      if (known !== undefined && found !== undefined) store.files.put([{ ...known, ...stampOf(found) }])
    }
  })
}
