/** @file The job `index` on drawn pictures: what it stores, what it reads again, and what becomes of moved and edited files. */
import { cp, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { thumbnailPath } from '../../../main/ingest/thumbnails.ts'
import { row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { runIndex, type IndexResult } from '../../support/index-job.ts'
import { libraryBesidePhotos } from '../../support/photos/drawn-library.ts'
import { withExif, withKeyword } from '../../support/photos/metadata.ts'
import { brokenFiles, drawJpeg, drawLibrary, type DrawnPhoto } from '../../support/photos/pictures.ts'
import { inEnglish, sentence } from '../../../shared/sentences/sentence.ts'

let photos: string
let library: string
let store: Store
let drawn: DrawnPhoto[]

beforeEach(async () => {
  ;({ photos, library, store } = await libraryBesidePhotos())
  drawn = await drawLibrary(photos, { classes: 2, perClass: 3, seed: 5 })
})

const index = (...folders: string[]): Promise<IndexResult> =>
  runIndex({ store, folders: folders.length === 0 ? [photos] : folders })

/** Labels a photo, so that a test can see that the label stays with it. */
function label(file: string): number {
  const photo = store.files.byPath(file)?.photoId
  if (typeof photo !== 'number') throw new Error(`${file} is no photo.`)
  const set = store.labelSets.current()
  const labels = [{ photo, class: store.classes.ensure(set, 'mine') }]
  store.journal.decide({ labelSet: set, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  return photo
}

const isLabelled = (file: string): boolean => {
  const photo = store.files.byPath(file)?.photoId
  return typeof photo === 'number' && store.journal.labels(store.labelSets.current()).has(photo)
}

describe('a first run', () => {
  test('stores every photo with thumbnail and features, and lists what is none', async () => {
    for (const [name, bytes] of await brokenFiles(new Random(1)))
      await writeFile(path.join(photos, name), bytes)
    const result = await index()
    expect(result).toMatchObject({ photos: 6, files: 6, added: 6, updated: 0, moved: 0, missing: 0 })
    expect(
      Object.fromEntries(result.unreadable.map((file) => [path.basename(file.path), inEnglish(file.reason)])),
    ).toEqual({
      'empty.jpg': 'The file is empty.',
      'text.jpg': 'It is not a picture: it is text.',
      'zeros.png': 'It is not a picture: it begins with zeros only.',
      'truncated.jpg': 'The picture is truncated: its end is missing.',
      'truncated.png': 'The picture is truncated: its end is missing.',
      'only-magic.jpg': 'The picture is truncated: its end is missing.',
      'phone.heic': 'The picture is damaged (Invalid input: Unspecified: File size too small.).',
      'camera.nef':
        'The RAW file holds no picture that can be shown. Twinsort shows RAW files by the picture that the camera puts into them.',
    })
    const active = store.features.active()
    expect(active?.name).toBe('efficientnet-lite0-fp16')
    for (const level of ['stage3', 'stage4', 'stage5', 'features']) {
      expect(store.features.load(active?.id ?? 0, level).ids).toEqual(store.photos.presentIds())
    }
    for (const { contentHash } of store.photos.present()) {
      expect((await readFile(thumbnailPath(library, contentHash))).length).toBeGreaterThan(0)
    }
    expect(store.check()).toEqual([])
  })

  test('a second run reads nothing, and broken files are not read again either', async () => {
    for (const [name, bytes] of await brokenFiles(new Random(1)))
      await writeFile(path.join(photos, name), bytes)
    const first = await index()
    const second = await index()
    expect(second).toMatchObject({ photos: 6, files: 6, added: 0, updated: 0, moved: 0, missing: 0, read: 0 })
    expect(second.unreadable).toEqual(first.unreadable)
    expect(second.photosPerSecond).toBe(0)
  })

  test('the same content at several places is one photo', async () => {
    await mkdir(path.join(photos, 'copies'))
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await cp(drawn[0].path, path.join(photos, 'copies', name))
    await writeFile(path.join(photos, 'copies', 'd.jpg'), withKeyword(await readFile(drawn[0].path), 'copy'))
    const broken = (await readFile(drawn[0].path)).subarray(0, 900)
    for (const name of ['x.jpg', 'y.jpg']) await writeFile(path.join(photos, 'copies', name), broken)
    const result = await index()
    expect(result).toMatchObject({ photos: 6, files: 10, added: 6 })
    expect(result.unreadable.map((file) => path.basename(file.path))).toEqual(['x.jpg', 'y.jpg'])
    expect(store.check()).toEqual([])
  })
})

describe('a later run', () => {
  test('a renamed and a moved photo keep identity and label; nothing is decoded', async () => {
    await index()
    const [first, second] = drawn
    const ids = [label(first.path), label(second.path)]
    const renamed = path.join(path.dirname(first.path), 'renamed.jpg')
    await rename(first.path, renamed)
    await mkdir(path.join(photos, 'elsewhere'))
    const moved = path.join(photos, 'elsewhere', path.basename(second.path))
    await rename(second.path, moved)
    const result = await index()
    expect(result).toMatchObject({ photos: 6, files: 6, added: 0, updated: 0, moved: 2, missing: 0 })
    expect([renamed, moved].map((file) => store.files.byPath(file)?.photoId)).toEqual(ids)
    expect([renamed, moved].map(isLabelled)).toEqual([true, true])
    expect(store.files.byPath(first.path)).toBeUndefined()
  })

  test('a copy adds a place, and does not count as moved', async () => {
    await index()
    await cp(drawn[0].path, path.join(photos, 'copy.jpg'))
    expect(await index()).toMatchObject({ photos: 6, files: 7, added: 0, updated: 0, moved: 0, missing: 0 })
  })

  test('a deleted photo is known as missing and is back with its label when it is restored', async () => {
    await index()
    const [{ path: file }] = drawn
    label(file)
    const away = `${photos}-away.jpg`
    await rename(file, away)
    expect(await index()).toMatchObject({ photos: 5, files: 5, missing: 1, read: 0 })
    expect(await index()).toMatchObject({ photos: 5, missing: 1 })
    await rename(away, file)
    // A file that was renamed has changed for the file system: it is read again, and found to be the same.
    expect(await index()).toMatchObject({
      photos: 6,
      files: 6,
      missing: 0,
      added: 0,
      moved: 0,
      updated: 0,
      read: 1,
    })
    expect(isLabelled(file)).toBe(true)
  })

  test('a keyword does not make it another photo; a rotation tag turns what is seen', async () => {
    await index()
    const [{ path: file }, { path: other }] = drawn
    const id = label(file)
    const before = store.photos.get(id)
    const { id: backbone } = store.features.active() ?? { id: 0 }
    const featuresOf = (photo: number): number[] => {
      const { ids, matrix } = store.features.load(backbone, 'features')
      return [...row(matrix, ids.indexOf(photo))]
    }
    const features = featuresOf(id)
    await writeFile(other, withKeyword(await readFile(other), 'sunset'))
    await writeFile(file, withExif(await readFile(file), { orientation: 6, make: 'Twin' }))
    expect(await index()).toMatchObject({
      photos: 6,
      files: 6,
      added: 0,
      updated: 2,
      moved: 0,
      missing: 0,
      read: 2,
    })
    expect(store.files.byPath(file)?.photoId).toBe(id)
    expect(store.photos.get(id)).toMatchObject({
      ...{ width: before?.height, height: before?.width, orientation: 6, cameraMake: 'Twin' },
      contentHash: before?.contentHash,
    })
    expect(featuresOf(id)).not.toEqual(features)
    expect(isLabelled(file)).toBe(true)
  })

  test('another picture at the same place is another photo, without the label', async () => {
    await index()
    const [{ path: file }] = drawn
    label(file)
    await writeFile(file, await drawJpeg('yellow-rings', new Random(99)))
    expect(await index()).toMatchObject({ photos: 6, files: 6, added: 0, updated: 1, moved: 0 })
    expect(isLabelled(file)).toBe(false)
  })

  test('a file that was only touched stays as it was', async () => {
    await index()
    await utimes(drawn[0].path, 1000, 1000)
    expect(await index()).toMatchObject({ photos: 6, added: 0, updated: 0, moved: 0, read: 1 })
    expect(await index()).toMatchObject({ read: 0 })
  })

  test('a thumbnail that was lost, or emptied by a loss of power, is made again', async () => {
    await index()
    const [first, second] = store.photos
      .present()
      .map(({ contentHash }) => thumbnailPath(library, contentHash))
    await rm(first)
    await writeFile(second, '')
    expect(store.check()).toHaveLength(2)
    expect(await index()).toMatchObject({ read: 2, added: 0 })
    expect(store.check()).toEqual([])
  })
})

describe('folders', () => {
  test('a folder inside another is no root of its own, in any order', async () => {
    const inside = path.dirname(drawn[0].path)
    expect(await index(inside, photos)).toMatchObject({ photos: 6, files: 6, added: 6 })
    expect(store.files.roots().map((root) => root.path)).toEqual([photos])
    expect(await index(inside)).toMatchObject({ photos: 6, files: 6, missing: 0, read: 0 })
  })

  test('a folder around a known one lists no file twice', async () => {
    const inside = path.dirname(drawn[0].path)
    await index(inside)
    expect(await index(photos)).toMatchObject({ photos: 6, files: 6, added: 3 })
    await rm(drawn[0].path)
    expect(await index(photos)).toMatchObject({ photos: 5, files: 5, missing: 1 })
  })

  test('a link to a known folder is that folder', async () => {
    await index()
    const link = `${photos}-link`
    await symlink(photos, link)
    expect(await index(link)).toMatchObject({ photos: 6, files: 6, read: 0 })
  })

  test('no folder means all that are known; none known is wrong usage', async () => {
    await expect(runIndex({ store, folders: [] })).rejects.toMatchObject({ code: 'bad-input' })
    await index()
    await writeFile(path.join(photos, 'new.jpg'), await drawJpeg('red-rings', new Random(3)))
    expect(await runIndex({ store, folders: [] })).toMatchObject({ photos: 7, added: 1 })
  })

  test('a folder that never was, and a file, are refused before anything is done', async () => {
    await expect(index(photos, `${photos}-typo`)).rejects.toMatchObject({ code: 'not-found' })
    await expect(index(drawn[0].path)).rejects.toMatchObject({ code: 'bad-input' })
    expect(store.files.roots()).toEqual([])
  })

  test('the photos of a folder that is not there now stay, and it is said', async () => {
    await index()
    await rename(photos, `${photos}-unplugged`)
    const result = await index()
    expect(result).toMatchObject({ photos: 6, files: 6, missing: 0 })
    expect(result.unreadable).toEqual([{ path: photos, reason: sentence('folder-away') }])
    expect(result.notices.map(inEnglish).join()).toContain(photos)
  })

  test('a folder that was moved as a whole is recognised without reading a file', async () => {
    await index()
    label(drawn[0].path)
    const elsewhere = `${photos}-elsewhere`
    await rename(photos, elsewhere)
    expect(await index(elsewhere)).toMatchObject({
      photos: 6,
      files: 6,
      added: 0,
      moved: 6,
      missing: 0,
      read: 0,
    })
    expect(isLabelled(drawn[0].path.replace(photos, elsewhere))).toBe(true)
  })

  test('a folder that was copied without its times and then removed has moved', async () => {
    await index()
    const elsewhere = `${photos}-elsewhere`
    await cp(photos, elsewhere, { recursive: true })
    await rm(photos, { recursive: true })
    expect(await index(elsewhere)).toMatchObject({ photos: 6, files: 6, added: 0, moved: 6, missing: 0 })
  })

  test('the thumbnails of a library among the photos are no photos', async () => {
    const inner = openStore(path.join(photos, 'library'))
    onTestFinished(() => {
      inner.close()
    })
    await runIndex({ store: inner, folders: [photos] })
    expect(await runIndex({ store: inner, folders: [photos] })).toMatchObject({
      photos: 6,
      files: 6,
      read: 0,
    })
  })
})
