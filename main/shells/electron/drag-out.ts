/**
 * @file Photos that are dragged out of the window into another program: their files, with the first one's thumbnail at the pointer. The
 * system offers copies and links of them to whoever takes them, and never moves them. The page names photos by their numbers, not
 * files by their paths, so that nothing but photos of the open library leaves the window.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ipcMain, nativeImage, type WebContents } from 'electron'
import { z } from 'zod'
import type { Client } from '../../../shared/client.ts'
import type { Pictures } from '../../engine/host/pictures.ts'
import { fromOurPage } from './bridge.ts'
import { DRAG_OUT } from './channels.ts'

const Dragged = z.object({
  ids: z.array(z.int().positive()).min(1).max(500),
  /** Of the library that the page shows. */
  key: z.string(),
})
/** CSS pixels. */
const PICTURE_WIDTH = 96
const { signal } = new AbortController()

interface Engine {
  readonly client: () => Client
  readonly pictures: Pictures
}

export function serveDragging(engine: Engine): void {
  ipcMain.handle(DRAG_OUT, (event, ...[asked]: unknown[]) => {
    const dragged = Dragged.safeParse(asked)
    return fromOurPage(event) && dragged.success ? dragOut(event.sender, dragged.data, engine) : 0
  })
}

/** @returns how many files were picked up: photos that lie nowhere now are not among them. */
async function dragOut(
  contents: WebContents,
  { ids, key }: z.infer<typeof Dragged>,
  { client, pictures }: Engine,
): Promise<number> {
  const { bytes, lasting } = await pictures.fetch({ id: ids[0], size: 'thumbnail', key }, signal)
  if (!lasting) return 0 // another library was opened meanwhile, where the numbers mean other photos
  const photos = await Promise.all(ids.map((id) => client().call('photo', { id })))
  const places = photos.map(({ paths }) => paths.find((place) => path.isAbsolute(place) && existsSync(place)))
  const files = places.filter((place) => place !== undefined)
  if (files.length === 0) return 0
  const icon = nativeImage.createFromBuffer(Buffer.from(bytes)).resize({ width: PICTURE_WIDTH })
  contents.startDrag({ file: files[0], files, icon })
  return files.length
}
