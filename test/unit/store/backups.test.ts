/** @file Backups hold what was decided, are thinned out, and can be put back without losing what was there. */
import { copyFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { lastIdsIn, listBackups, makeBackup, writeBackup } from '../../../main/store/recovery/backups.ts'
import { dailyBackup } from '../../../main/store/recovery/daily-backup.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/lifecycle/open.ts'
import { restoreBackup } from '../../../main/store/recovery/restore.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { thinnedOut } from '../../../main/store/recovery/thinning.ts'
import { addFeatures, addPhotos, closing, hashOf, label, photoOf, temporaryFolder } from './support.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-28T12:00:00Z')

/** A closed library with four photos that have features, one decision, and as many more as are asked for. */
function library(decisions = 1): string {
  const folder = temporaryFolder()
  const store = openStore(folder)
  const photos = addPhotos(store, 4)
  store.features.setActive(addFeatures(store, photos))
  decide(store, decisions)
  store.close()
  return folder
}

function decide(store: Store, times: number): void {
  const labelSet = store.labelSets.current()
  for (let time = 1; time <= times; time += 1) {
    const name = `class ${store.journal.lastId() + 1}`
    label(store, labelSet, [{ photo: 1, class: store.classes.ensure(labelSet, name) }])
  }
}

/** The class of photo 1, and how many decisions there are. */
function state(folder: string): { label: string; decisions: number } {
  const store = openStore(folder)
  try {
    expect(store.check()).toEqual([])
    const labelSet = store.labelSets.current()
    const id = store.journal.labels(labelSet).get(1)
    return {
      label: id === undefined ? '' : store.classes.name(id),
      decisions: store.journal.history(labelSet).length,
    }
  } finally {
    store.close()
  }
}

function append(folder: string, times: number): void {
  const store = openStore(folder)
  decide(store, times)
  store.close()
}

test('a backup made while the library is open holds everything acknowledged, and not what can be computed again', () => {
  const folder = library()
  const store = closing(openStore(folder))
  decide(store, 2)
  const backup = makeBackup(folder, 'asked', NOW)
  expect(path.basename(backup.path)).toBe('2026-11-28T120000Z-asked.db')
  expect(listBackups(folder)).toEqual([{ ...backup, at: NOW }])
  expect(lastIdsIn(backup.path)).toEqual({ decisions: 3, photos: 4, heads: 0 })
  const copy = temporaryFolder()
  copyFileSync(backup.path, path.join(copy, 'library.db'))
  const again = closing(openStore(copy))
  expect(again.check()).toEqual([])
  expect(again.journal.history(again.labelSets.current())).toEqual(
    store.journal.history(store.labelSets.current()),
  )
  const active = again.features.active()
  expect(active).toEqual(store.features.active())
  expect(again.features.load(active?.id ?? 0, 'features').ids).toEqual([])
})

test('a library in which nothing changed needs no second backup, one in which anything did needs one', () => {
  const folder = library()
  const first = makeBackup(folder, 'import', NOW)
  expect(makeBackup(folder, 'daily', NOW + 1000).path).toBe(first.path)
  append(folder, 1)
  expect(makeBackup(folder, 'daily', NOW + 2000).path).not.toBe(first.path)
})

test('once a day a backup is made in the background, for a library with decisions', async () => {
  const folder = library()
  expect(dailyBackup(temporaryFolder(), 0, NOW)).toBeUndefined()
  await dailyBackup(folder, 1, NOW)
  expect(listBackups(folder).map(({ reason, at }) => ({ reason, at }))).toEqual([
    { reason: 'daily', at: NOW },
  ])
  expect(dailyBackup(folder, 1, NOW + DAY - 1)).toBeUndefined()
  append(folder, 1)
  await dailyBackup(folder, 2, NOW + DAY)
  expect(listBackups(folder)).toHaveLength(2)
})

test('backups are thinned out: some of the newest, one a day, one a week, one a month; what was asked for stays', () => {
  const hourly = Array.from({ length: 24 * 800 }, (_, hour) => ({
    at: NOW - (hour * DAY) / 24,
    reason: 'daily',
  }))
  const asked = { at: NOW - 900 * DAY, reason: 'asked' }
  const gone = new Set(thinnedOut([...hourly, asked], NOW))
  const kept = [...hourly, asked].filter((backup) => !gone.has(backup))
  expect(kept.length).toBeLessThan(5 + 7 + 5 + 12 + 1)
  expect(kept.slice(0, 5)).toEqual(hourly.slice(0, 5))
  expect(kept).toContain(asked)
  const days = new Set(kept.map(({ at }) => Math.floor(at / DAY)))
  for (let day = 0; day < 7; day += 1) expect(days).toContain(Math.floor(NOW / DAY) - day)
  expect(kept.some(({ at }) => NOW - at > 300 * DAY)).toBe(true)
  expect(thinnedOut([], NOW)).toEqual([])
})

test('a backup is put back, with the features that the library has, and what was there is kept', () => {
  const folder = library()
  const { path: file } = makeBackup(folder, 'asked', NOW)
  append(folder, 3)
  const { kept } = restoreBackup(folder, file, NOW + 5000)
  expect(state(folder)).toEqual({ label: 'class 1', decisions: 1 })
  const store = openStore(folder)
  const active = store.features.active()
  expect(store.features.load(active?.id ?? 0, 'features').ids).toEqual([1, 2, 3, 4])
  store.close()
  restoreBackup(folder, kept ?? '', NOW + 10_000)
  expect(state(folder)).toEqual({ label: 'class 4', decisions: 4 })
})

test('an id that was given before a backup was put back is never given again', () => {
  const folder = library()
  const { path: file } = makeBackup(folder, 'asked', NOW)
  const before = openStore(folder)
  const key = before.photos.pictureKey()
  expect(before.photos.add(photoOf(9))).toBe(5)
  decide(before, 3)
  before.close()
  restoreBackup(folder, file, NOW + 5000)
  const store = openStore(folder)
  expect(store.photos.add(photoOf(10))).toBe(6)
  decide(store, 1)
  expect(store.journal.lastId()).toBe(5)
  expect(store.photos.pictureKey()).not.toBe(key)
  expect(store.check()).toEqual([])
  store.close()
})

test.each([
  [
    'is gone',
    (file: string) => {
      rmSync(file)
    },
  ],
  [
    'is empty',
    (file: string) => {
      truncateSync(file, 0)
    },
  ],
  [
    'is no database any more',
    (file: string) => {
      writeFileSync(file, 'A letter to my aunt. '.repeat(5000))
    },
  ],
  [
    'was cut off',
    (file: string) => {
      truncateSync(file, statSync(file).size - 40_000)
    },
  ],
])('a backup is put in the place of a library whose database %s', (_, damage) => {
  const folder = library()
  const { path: file } = makeBackup(folder, 'asked', NOW)
  damage(path.join(folder, 'library.db'))
  restoreBackup(folder, file, NOW + 5000)
  expect(state(folder)).toEqual({ label: 'class 1', decisions: 1 })
  expect(readdirSync(folder).filter((name) => name.includes('making'))).toEqual([])
})

test('a backup of an earlier version is brought to this one', () => {
  const older = temporaryFolder()
  const database = openDatabase(older, migrations.slice(0, -1))
  database.run(
    `INSERT INTO photos (content_hash, format, width, height, orientation, added_at) VALUES (?, 'jpeg', 8, 8, 1, 0)`,
    Buffer.from(hashOf(7), 'hex'),
  )
  database.close()
  const folder = temporaryFolder()
  restoreBackup(folder, path.join(older, 'library.db'), NOW)
  const store = closing(openStore(folder))
  expect(store.photos.byContent(hashOf(7))).toBe(1)
  expect(store.check()).toEqual([])
})

test('a library that another process has open is left alone', () => {
  const folder = library()
  const { path: file } = makeBackup(folder, 'asked', NOW)
  append(folder, 1)
  const store = openStore(folder)
  expect(() => restoreBackup(folder, file, NOW)).toThrow(expect.objectContaining({ code: 'conflict' }))
  store.close()
  expect(state(folder).decisions).toBe(2)
})

test.each([
  ['is not there', 'not-found', () => path.join(temporaryFolder(), 'away.db')],
  ['is no database', 'bad-input', () => written('A letter to my aunt. '.repeat(5000))],
  ['is empty', 'bad-input', () => written('')],
  ['is a folder', 'bad-input', () => temporaryFolder()],
  ['is of another library', 'conflict', () => makeBackup(library(3), 'asked', NOW).path],
  ['was cut off', 'bad-input', () => cutOff()],
])('a file that %s is refused, and the library stays as it is', (_, code, make) => {
  const folder = library(2)
  expect(() => restoreBackup(folder, make(), NOW)).toThrow(expect.objectContaining({ code }))
  expect(state(folder)).toEqual({ label: 'class 2', decisions: 2 })
  expect(readdirSync(folder).filter((name) => name.includes('making') || name.includes('damaged'))).toEqual(
    [],
  )
})

function written(content: string): string {
  const file = path.join(temporaryFolder(), 'backup.db')
  writeFileSync(file, content)
  return file
}

function cutOff(): string {
  const { path: file } = makeBackup(library(), 'asked', NOW)
  truncateSync(file, statSync(file).size - 50_000)
  return file
}

test('an empty library takes the backup of any, and is that library from then on', () => {
  const from = library(2)
  const file = path.join(temporaryFolder(), 'elsewhere.db')
  writeBackup(path.join(from, 'library.db'), file)
  const folder = temporaryFolder()
  openStore(folder).close()
  restoreBackup(folder, file, NOW)
  expect(state(folder)).toEqual({ label: 'class 2', decisions: 2 })
})
