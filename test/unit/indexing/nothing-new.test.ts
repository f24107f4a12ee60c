/** @file An index run that finds nothing to do opens no network, says what a run that looks at everything says, and leaves out nothing. */
import { rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { thumbnailPath } from '../../../main/ingest/thumbnails.ts'
import { openBackbone } from '../../../main/model/backbone.ts'
import { connect } from '../../../main/store/lifecycle/database.ts'
import { libraryFile } from '../../../main/store/recovery/backups.ts'
import type { Store } from '../../../main/store/store.ts'
import { runIndex, type IndexResult, type IndexRun } from '../../support/index-job.ts'
import { libraryBesidePhotos } from '../../support/photos/drawn-library.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

let photos: string
let library: string
let store: Store
/** Names of the networks that were opened. */
let opened: string[]

beforeEach(async () => {
  ;({ photos, library, store } = await libraryBesidePhotos())
  await drawLibrary(photos, { classes: 1, perClass: 3, seed: 5 })
  await writeFile(path.join(photos, 'text.jpg'), 'no picture')
  await runIndex({ store, folders: [photos] })
  opened = []
})

function index(run: Partial<IndexRun> = {}): Promise<IndexResult> {
  const open: typeof openBackbone = (name, ...rest) => {
    opened.push(name)
    return openBackbone(name, ...rest)
  }
  return runIndex({ store, folders: [], parts: { openBackbone: open }, ...run })
}

function write(sql: string, ...values: (string | number)[]): void {
  const database = connect(libraryFile(library))
  database.run(sql, ...values)
  database.close()
}

test('where nothing is new no network is opened, and the result is that of a run that looks at everything', async () => {
  const idle = await index()
  expect(opened).toEqual([])
  const whole = await index({ crops: 'one', secondBackbone: null, verify: true })
  expect(opened).toEqual(['efficientnet-lite0-fp16'])
  const { read, ...told } = idle
  const { seconds, photosPerSecond } = whole
  expect(whole).toMatchObject({ ...told, seconds, photosPerSecond })
  expect([read, idle.photos, idle.files, idle.unreadable.length]).toEqual([0, 3, 3, 1])
  expect(store.check()).toEqual([])
})

describe('a run looks at everything', () => {
  test('where a thumbnail was lost, or emptied by a loss of power', async () => {
    const [lost, empty] = store.photos.present().map(({ contentHash }) => thumbnailPath(library, contentHash))
    await rm(lost)
    await truncate(empty)
    expect((await index()).read).toBe(2)
    expect(opened).toHaveLength(1)
    expect(store.check()).toEqual([])
    await index()
    expect(opened).toHaveLength(1)
  })

  test('where several crops were others in an earlier version', async () => {
    write(`UPDATE backbones SET views = 'crop,whole' WHERE active = 1`)
    await index()
    expect(opened).toHaveLength(1)
  })

  test('where features, or facts of a photo, are of a file that is gone', async () => {
    write('DELETE FROM features WHERE photo_id = ?', store.photos.presentIds()[0])
    expect((await index()).read).toBe(1)
    const [active] = [store.features.active()?.id ?? 0]
    expect(store.features.isComplete(active)).toBe(true)
    write('UPDATE photos SET facts_hash = zeroblob(32) WHERE id = ?', store.photos.presentIds()[1])
    expect((await index()).read).toBe(1)
    expect(store.photos.withStaleFacts()).toEqual([])
    expect(opened).toHaveLength(2)
  })

  test('where another network is shipped under the same name', async () => {
    const active = store.features.active()
    const known = active && store.features.backbone(active.id)
    if (known === undefined) throw new Error('no backbone')
    const other = store.features.ensureBackbone({ ...known, sha256: 'a'.repeat(64) })
    write(
      `INSERT INTO features (backbone_id, level, photo_id, vector, checksum)
        SELECT ?, level, photo_id, vector, checksum FROM features`,
      other,
    )
    store.features.setActive(other)
    expect(store.features.isComplete(other)).toBe(true)
    await index()
    expect(opened).toHaveLength(1)
    expect(store.features.active()?.id).toBe(known.id)
  })

  test('where something else is asked for than the library has', async () => {
    await index({ crops: 'several' })
    expect(opened).toHaveLength(1)
    expect(store.features.active()?.crops.length).toBeGreaterThan(1)
    await index({ crops: 'several' })
    expect(opened).toHaveLength(1)
    await index({ secondBackbone: 'efficientnet-lite0-fp16' })
    expect(opened.length).toBeGreaterThan(1)
  })

  test('where there is one new photo', async () => {
    await drawLibrary(path.join(photos, 'more'), { classes: 1, perClass: 1, seed: 9 })
    expect(await index()).toMatchObject({ added: 1, photos: 4 })
    expect(opened).toHaveLength(1)
  })
})
