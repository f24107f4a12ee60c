/** @file Real picture files, known to a store as an index would know them, but for what a network sees. */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openPicture } from '../../../main/ingest/read-photo.ts'
import { stampOf } from '../../../main/ingest/scan.ts'
import type { Store } from '../../../main/store/store.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { newPhoto } from './new-photo.ts'

/** @returns photo ids by relative path. */
export async function plantPictures(
  store: Store,
  root: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Map<string, PhotoId>> {
  const ids = new Map<string, PhotoId>()
  const rootId = store.files.addRoot(root)
  for (const [relativePath, bytes] of Object.entries(files)) {
    const file = path.join(root, relativePath)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, bytes)
    const picture = await openPicture(file)
    if (picture.kind !== 'picture') throw new Error(`${relativePath} is no picture.`)
    const { contentHash, fileHash, format } = picture
    const photoId = store.photos.byContent(contentHash) ?? store.photos.add(newPhoto(contentHash, { format }))
    const stamp = stampOf(await stat(file, { bigint: true }))
    store.files.put([{ rootId, relativePath, ...stamp, fileHash, photoId, reason: null }])
    ids.set(relativePath, photoId)
  }
  return ids
}
