/** @file A damaged library is made whole from what can be read of it, and from its newest backup where that is not enough. */
import {
  closeSync,
  copyFileSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../../../main/math/random.ts'
import { makeBackup } from '../../../main/store/recovery/backups.ts'
import { connect } from '../../../main/store/lifecycle/database.ts'
import { repairLibrary } from '../../../main/store/recovery/repair.ts'
import { restoreBackup } from '../../../main/store/recovery/restore.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { addFeatures, addPhotos, label, temporaryFolder } from './support.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const PHOTOS = 300
/** Each labels so many photos. */
const BLOCK = 10
const PAGE = 16_384

let prepared = ''
beforeAll(() => {
  prepared = mkdtempSync(path.join(tmpdir(), 'twinsort-repair-'))
  prepare(prepared)
})
afterAll(() => {
  rmSync(prepared, { recursive: true, force: true })
})

function library({ backup = false } = {}): string {
  const folder = temporaryFolder()
  cpSync(prepared, folder, { recursive: true })
  if (backup) makeBackup(folder, 'asked', NOW)
  return folder
}

/** A closed library in which all photos were relabelled often, then in blocks, with a page that was answered, undone and redone. */
function prepare(folder: string): void {
  const store = openStore(folder)
  const photos = addPhotos(store, PHOTOS)
  store.features.setActive(addFeatures(store, photos))
  const labelSet = store.labelSets.current()
  const classes = ['cat', 'animals/dog', 'hen'].map((name) => store.classes.ensure(labelSet, name))
  // So that the journal takes several pages of the file.
  for (let round = 0; round < 10; round += 1) {
    label(
      store,
      labelSet,
      photos.map((photo) => ({ photo, class: classes[round % 3] })),
    )
  }
  for (let first = 0; first < PHOTOS; first += BLOCK) {
    label(
      store,
      labelSet,
      photos.slice(first, first + BLOCK).map((photo) => ({ photo, class: classes[(first / BLOCK) % 3] })),
    )
  }
  label(
    store,
    labelSet,
    photos.slice(0, BLOCK).map((photo) => ({ photo, class: classes[1] })),
  )
  const page = store.pages.open(labelSet, {
    ...{ kind: 'new', classId: null, purity: 1, goal: 'commit', query: 'value', seed: 0 },
    photos: [{ id: 5, probability: 1, raw: 1 }],
  })
  store.journal.decide({
    ...{ labelSet, kind: 'page', actor: 'test', page: page.id },
    ...{
      labels: [{ photo: 5, class: classes[2] }],
      rejections: [{ photo: 6, class: classes[0] }],
      skips: [7],
    },
  })
  store.journal.undo(labelSet)
  store.journal.redo(labelSet)
  store.close()
}

const file = (folder: string) => path.join(folder, 'library.db')

interface State {
  labels: [number, string][]
  decisions: number
  problems: PlainSentence[]
}

function stateOf(store: Store): State {
  const labelSet = store.labelSets.current()
  const names = store.classes.names(labelSet)
  const labels = [...store.journal.labels(labelSet)].map(([photo, id]): [number, string] => [
    photo,
    names.get(id) ?? '',
  ])
  return { labels, decisions: store.journal.history(labelSet).length, problems: store.check() }
}

function state(folder: string): State {
  const store = openStore(folder)
  try {
    return stateOf(store)
  } finally {
    store.close()
  }
}

/** Overwrites pages of the file, numbered from 1 as SQLite does. */
function destroy(folder: string, pages: readonly number[]): void {
  const descriptor = openSync(file(folder), 'r+')
  for (const page of pages) writeSync(descriptor, Buffer.alloc(PAGE, 0x5a), 0, PAGE, (page - 1) * PAGE)
  closeSync(descriptor)
}

/** The pages of a table, or of an index: its root first. */
function pagesOf(folder: string, name: string): number[] {
  const database = connect(file(folder))
  const pages = database.all<{ page: number }>(
    'SELECT pageno AS page FROM dbstat WHERE name = ? ORDER BY path',
    name,
  )
  database.close()
  return pages.map(({ page }) => page)
}

test('a library that is sound stays what it is, and what derives from the journal is made anew', () => {
  const folder = library()
  const before = state(folder)
  expect(before.problems).toEqual([])
  const database = connect(file(folder))
  database.execute(
    `DELETE FROM labels; DELETE FROM rejections; UPDATE skips SET times = 9;
      DELETE FROM features WHERE level = 1 AND photo_id < 9; UPDATE features SET vector = zeroblob(4) WHERE level = 0 AND photo_id = 20`,
  )
  database.close()
  expect(state(folder).problems).not.toEqual([])
  const { lost, tables, kept } = repairLibrary(folder, NOW)
  expect(lost).toEqual([])
  expect(tables).toContainEqual({ name: 'photos', rows: PHOTOS })
  expect(state(folder)).toEqual(before)
  expect(kept).toContain('backups')
})

test.each([
  'labels',
  'labels_by_class',
  'decision_items_by_photo',
  'files_by_photo',
  'features_by_photo',
  'features',
])('the loss of every page of %s is no loss', (name) => {
  const folder = library()
  const before = state(folder)
  destroy(folder, pagesOf(folder, name))
  const { lost, kept } = repairLibrary(folder, NOW)
  expect(lost).toEqual([])
  expect(state(folder)).toEqual(before)
  expect(readdirSync(folder)).toContain(path.basename(kept ?? ''))
})

test('what a damaged page of the journal held comes from the backup', () => {
  const folder = library({ backup: true })
  const before = state(folder)
  destroy(folder, [pagesOf(folder, 'decision_items').at(-1) ?? 0])
  const { lost } = repairLibrary(folder, NOW + 5000)
  expect(lost.map(inEnglish).join()).toMatch(
    /of decision_items cannot be read\. What the backup .*asked\.db holds of them was restored/,
  )
  expect(state(folder)).toEqual(before)
})

test('without a backup the rest of the journal is saved, and what is lost is named', () => {
  const folder = library()
  const before = state(folder)
  destroy(folder, [pagesOf(folder, 'decision_items').at(-1) ?? 0])
  const { lost } = repairLibrary(folder, NOW)
  expect(lost.map(inEnglish)).toEqual([
    expect.stringMatching(/^Rows \d+ to \d+ of decision_items cannot be read\.$/),
  ])
  const after = state(folder)
  expect(after.problems).toEqual([])
  expect(after.labels.length).toBeGreaterThan(0)
  expect(after.decisions).toBe(before.decisions)
})

test.each(['photos', 'classes', 'decisions', 'roots', 'pages', 'sqlite_schema'])(
  'the loss of every page of %s is made good by a backup',
  (name) => {
    const folder = library({ backup: true })
    const before = state(folder)
    destroy(folder, pagesOf(folder, name))
    repairLibrary(folder, NOW + 5000)
    expect(state(folder)).toEqual(before)
  },
)

test.each(['photos', 'classes', 'decisions', 'roots', 'pages', 'backbones', 'label_sets', 'meta'])(
  'without a backup a library that lost %s is sound again',
  (name) => {
    const folder = library()
    destroy(folder, pagesOf(folder, name))
    const { lost } = repairLibrary(folder, NOW)
    expect(lost).not.toEqual([])
    const warned = lost.some((each) =>
      inEnglish(each).includes('Photos that were set aside may be among theirs'),
    )
    expect(warned).toBe(name === 'classes')
    expect(state(folder).problems).toEqual([])
  },
)

test('random damage, a whole library and a backup: everything is there again', () => {
  const random = new Random(7)
  for (let round = 0; round < 8; round += 1) {
    const folder = library({ backup: true })
    const before = state(folder)
    const count = statSync(file(folder)).size / PAGE
    destroy(
      folder,
      Array.from({ length: 3 }, () => 2 + random.integer(count - 1)),
    )
    repairLibrary(folder, NOW + 5000)
    expect(state(folder), `round ${round}`).toEqual(before)
  }
})

test('decisions that stood in a log which is gone come from a backup, or are named; the library opens again', () => {
  for (const backup of [true, false]) {
    const folder = library()
    const old = path.join(temporaryFolder(), 'old.db')
    copyFileSync(file(folder), old)
    const store = openStore(folder)
    label(store, store.labelSets.current(), [{ photo: 1, class: 1 }])
    const after = stateOf(store)
    store.close()
    if (backup) makeBackup(folder, 'asked', NOW)
    copyFileSync(old, file(folder))
    expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'library-incomplete' }))
    const { lost } = repairLibrary(folder, NOW + 5000)
    const now = state(folder)
    if (backup) expect({ lost, now }).toEqual({ lost: [], now: after })
    else {
      expect(lost.map(inEnglish)).toEqual([
        expect.stringMatching(/newest rows of decisions \(\d+ to \d+\) are missing/),
      ])
      expect(now.decisions).toBe(after.decisions - 1)
    }
  }
})

test('what was given up by restoring an earlier backup does not come back', () => {
  const folder = library({ backup: true })
  const before = state(folder)
  const store = openStore(folder)
  label(store, store.labelSets.current(), [{ photo: 1, class: 1 }])
  store.close()
  restoreBackup(folder, path.join(folder, 'backups', '2026-11-28T120000Z-asked.db'), NOW + 5000)
  destroy(folder, [...pagesOf(folder, 'labels'), ...pagesOf(folder, 'pages')])
  repairLibrary(folder, NOW + 10_000)
  const after = state(folder)
  expect(after.labels).toEqual(before.labels)
})

test('a library without database is made from its backup; with neither, nothing is begun anew', () => {
  const folder = library({ backup: true })
  const before = state(folder)
  rmSync(file(folder))
  repairLibrary(folder, NOW + 5000)
  expect(state(folder)).toEqual(before)
  const without = library()
  truncateSync(file(without), 0)
  expect(() => repairLibrary(without, NOW)).toThrow(expect.objectContaining({ code: 'not-found' }))
  expect(readFileSync(file(without))).toHaveLength(0)
})
