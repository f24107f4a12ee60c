/** @file Forgetting a photo leaves no trace, and copying a library for the oracle takes no names along. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { migrations } from '../../../main/store/migrations/index.ts'
import { listBackups, makeBackup } from '../../../main/store/recovery/backups.ts'
import { connect } from '../../../main/store/lifecycle/database.ts'
import { openDatabase, storeOn } from '../../../main/store/lifecycle/open.ts'
import { openMemoryStore, openStore } from '../../../main/store/store.ts'
import { addFeatures, addPhotos, closing, hashOf, label, photoOf, temporaryFolder } from './support.ts'

/** Bytes that stand nowhere by chance. */
const FILE_HASH = 'c0ffee5ec7e7dead'.repeat(4)

test('nothing of a forgotten photo is left in any file of the library', () => {
  const folder = temporaryFolder()
  openDatabase(folder, migrations.slice(0, 1)).close() // so that the next opening makes a backup
  const store = openStore(folder)
  const labelSet = store.labelSets.current()
  const [kept] = addPhotos(store, 1)
  const secret = store.photos.add(photoOf(2, { cameraModel: 'SecretCamera' }))
  store.files.put([
    {
      rootId: store.files.roots()[0].id,
      relativePath: 'secret-place.jpg',
      size: 1,
      modifiedNs: 1n,
      fileHash: FILE_HASH,
      photoId: secret,
      reason: null,
    },
  ])
  const backbone = addFeatures(store, [kept, secret])
  const cat = store.classes.ensure(labelSet, 'cat')
  label(store, labelSet, [
    { photo: kept, class: cat },
    { photo: secret, class: cat },
  ])
  store.pages.open(labelSet, {
    kind: 'new',
    classId: null,
    purity: 1,
    photos: [{ id: secret, probability: 1, raw: 1 }],
    goal: 'commit',
    query: 'value',
    seed: 0,
  })
  store.clusters.put({
    ...{ space: 'features:1', inertia: 0, seed: 0, byHand: true },
    photos: Int32Array.of(kept, secret),
    clusters: Int32Array.of(4, 7),
    similarities: Float32Array.of(0.25, 0.75),
  })
  const thumbnails = path.join(folder, 'thumbnails', '00')
  mkdirSync(thumbnails, { recursive: true })
  for (const number of [1, 2]) writeFileSync(path.join(thumbnails, `${hashOf(number)}.jpg`), 'picture')
  writeFileSync(
    path.join(thumbnails, `.${hashOf(2)}.0f.part`),
    'half of it, left by a process that was killed',
  )
  const [old] = listBackups(folder)
  const recent = makeBackup(folder, 'asked', Date.now())
  writeFileSync(path.join(folder, 'library.db.damaged-1'), 'SecretCamera')
  const logs = ['library.log', 'library.log.older'].map((name) => path.join(folder, name))
  for (const log of logs) writeFileSync(log, '{"message":"a-name-of-before.jpg cannot be read"}\n')

  store.forgetPhoto(secret)

  expect(store.photos.get(secret)).toBeUndefined()
  expect(store.pages.current(labelSet)).toBeUndefined()
  expect([...store.journal.labels(labelSet)]).toEqual([[kept, cat]])
  expect(store.features.load(backbone, 'features').ids).toEqual([kept])
  expect(store.clusters.latest()).toMatchObject({
    photos: Int32Array.of(kept),
    clusters: Int32Array.of(4),
    similarities: Float32Array.of(0.25),
  })
  expect(store.check()).toEqual([])
  expect(readdirSync(thumbnails)).toEqual([`${hashOf(1)}.jpg`])
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  expect(logs.filter((log) => existsSync(log))).toEqual([])
  expect(existsSync(old.path), 'of an earlier version').toBe(false)
  const backup = closing(storeOn(connect(recent.path), null))
  expect([...backup.journal.labels(labelSet)]).toEqual([[kept, cat]])
  expect(backup.check()).toEqual([])
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(path.join(parentPath, name))
    for (const trace of ['SecretCamera', 'secret-place', Buffer.from(FILE_HASH, 'hex')]) {
      expect(bytes.includes(trace), `${name} holds ${trace.toString('hex')}`).toBe(false)
    }
  }
  store.close()
})

test('a log that cannot be removed is said before anything of the photo goes', () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  const [id] = addPhotos(store, 1)
  const thumbnail = path.join(folder, 'thumbnails', '00', `${hashOf(1)}.jpg`)
  mkdirSync(path.dirname(thumbnail), { recursive: true })
  writeFileSync(thumbnail, 'picture')
  const log = path.join(folder, 'library.log')
  mkdirSync(log) // as good as any other hindrance, also for root
  expect(() => {
    store.forgetPhoto(id)
  }).toThrow(/library\.log/)
  expect(existsSync(thumbnail)).toBe(true)
  expect(store.photos.get(id)).toBeDefined()
  rmdirSync(log)
  store.forgetPhoto(id)
  expect(existsSync(thumbnail)).toBe(false)
  expect(store.photos.get(id)).toBeUndefined()
  store.close()
})

test('the id of a forgotten photo is never given again, and its content may come back as a new photo', () => {
  const store = closing(openMemoryStore())
  const ids = addPhotos(store, 2)
  store.forgetPhoto(ids[1])
  expect(store.photos.add(photoOf(2))).toBe(3)
  expect(() => {
    store.forgetPhoto(ids[1])
  }).toThrow(expect.objectContaining({ code: 'not-found' }))
})

test('decisions that named a forgotten photo can still be undone for the others', () => {
  const store = closing(openMemoryStore())
  const labelSet = store.labelSets.current()
  const [first, second] = addPhotos(store, 2)
  const cat = store.classes.ensure(labelSet, 'cat')
  label(store, labelSet, [
    { photo: first, class: cat },
    { photo: second, class: cat },
  ])
  store.forgetPhoto(first)
  store.journal.undo(labelSet)
  expect(store.journal.labels(labelSet).size).toBe(0)
  store.journal.redo(labelSet)
  expect([...store.journal.labels(labelSet)]).toEqual([[second, cat]])
})

test('an anonymous copy has photos and features under their ids, but no path and no label', () => {
  const folder = temporaryFolder()
  const store = closing(openStore(folder))
  const labelSet = store.labelSets.current()
  const [first, second, third] = addPhotos(store, 3)
  const backbone = addFeatures(store, [first, second, third])
  store.features.setActive(backbone)
  label(store, labelSet, [{ photo: first, class: store.classes.ensure(labelSet, 'cat') }])
  const gone = store.files.byPath('/pictures/2.jpg')
  store.files.markMissing(gone === undefined ? [] : [gone.id])
  const before = store.journal.lastId()

  const copy = closing(store.copyAnonymously())
  expect(copy.folder).toBeNull()
  expect(copy.photos.present()).toEqual(store.photos.present())
  expect(copy.photos.presentIds()).toEqual([first, third])
  expect(copy.features.active()).toEqual(store.features.active())
  for (const level of ['features', 'stage4']) {
    expect(copy.features.load(backbone, level)).toEqual(store.features.load(backbone, level))
  }
  expect([...copy.files.paths().values()].join()).not.toContain('pictures')
  expect(copy.files.byPath('/pictures/1.jpg')).toBeUndefined()
  expect(copy.classes.names(copy.labelSets.current()).size).toBe(0)
  expect(copy.journal.labels(copy.labelSets.current()).size).toBe(0)
  expect(copy.check()).toEqual([])

  const set = copy.labelSets.current()
  label(copy, set, [{ photo: third, class: copy.classes.ensure(set, 'dog') }])
  expect(store.journal.lastId()).toBe(before)
  expect(store.classes.find(labelSet, 'dog')).toBeUndefined()
})

test('what was computed with a forgotten photo is not current any more, even where it had no features', () => {
  const store = closing(openMemoryStore())
  const [first] = addPhotos(store, 2)
  const before = store.modelVersion().photos
  store.forgetPhoto(first)
  expect(store.modelVersion().photos).toBeGreaterThan(before)
})
