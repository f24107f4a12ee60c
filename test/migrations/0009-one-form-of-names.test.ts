/** @file Migration 9, from libraries of version 8 with classes that only look alike: one class of each, no label lost, undo as before. */
import { expect, test } from 'vitest'
import type { WritableDatabase } from '../../main/store/lifecycle/database.ts'
import { journalOf } from '../../main/store/decisions/journal.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore, type Store } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import fc from '../support/properties.ts'

const BEFORE = 8
const PHOTOS = 3
/** Written by today's journal, which fills these libraries; version 8 had no such column. */
const ADDED_LATER = 'is_split'

/** Id is the place in the list, from 1. */
const CLASSES = [
  { parent: null, name: 'wild  horse', is: 'wild horse' },
  { parent: null, name: 'wild horse', is: 'wild horse' },
  { parent: null, name: 'wild\u200b horse', is: 'wild horse' },
  { parent: 1, name: 'foal', is: 'wild horse/foal' },
  { parent: 2, name: 'foal', is: 'wild horse/foal' },
  { parent: 2, name: 'foal\0', is: 'wild horse/foal' },
  { parent: 3, name: 'mare', is: 'wild horse/mare' },
  { parent: null, name: 'cat', is: 'cat' },
  { parent: null, name: '\u200b', is: 'class 9' },
] as const

function libraryOfBefore(folder: string): WritableDatabase {
  const database = openDatabase(folder, migrations.slice(0, BEFORE))
  database.run(`ALTER TABLE decisions ADD COLUMN ${ADDED_LATER} INTEGER`)
  for (let photo = 1; photo <= PHOTOS; photo += 1) {
    database.run(
      "INSERT INTO photos (content_hash, format, width, height, orientation, added_at) VALUES (?, 'jpeg', 1, 1, 1, 11)",
      new Uint8Array(32).fill(photo),
    )
  }
  for (const { parent, name } of CLASSES) {
    database.run('INSERT INTO classes (label_set_id, parent_id, name) VALUES (1, ?, ?)', parent, name)
  }
  return database
}

/** Closes it as the version of before would have left it. */
function closeOfBefore(database: WritableDatabase): void {
  database.run(`ALTER TABLE decisions DROP COLUMN ${ADDED_LATER}`)
  database.close()
}

const photo = fc.integer({ min: 1, max: PHOTOS })
const classId = fc.integer({ min: 1, max: CLASSES.length })
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('label' as const),
      photo,
      class: fc.option(classId, { freq: 5 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('refuse' as const), photo, class: classId }) },
  { weight: 2, arbitrary: fc.constant({ do: 'undo' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'redo' as const }) },
)

interface Said {
  labels: Map<number, string>
  refused: Set<string>
}

/** What holds by name, where a photo that has a class is not refused for it. */
function saidBy(
  labels: ReadonlyMap<number, number>,
  rejections: readonly { photo: number; class: number }[],
): Said {
  const nameOf = (id: number) => CLASSES[id - 1].is
  const named = new Map([...labels].map(([id, c]) => [id, nameOf(c)]))
  const refused = rejections.filter((each) => named.get(each.photo) !== nameOf(each.class))
  return { labels: named, refused: new Set(refused.map((each) => `${each.photo}:${nameOf(each.class)}`)) }
}

function saidIn(store: Store): Said {
  const name = (id: number) => store.classes.name(id)
  return {
    labels: new Map([...store.journal.labels(1)].map(([id, c]) => [id, name(c)])),
    refused: new Set(store.journal.rejections(1).map((each) => `${each.photo}:${name(each.class)}`)),
  }
}

test('whatever was decided, undone and redone, each photo has the one class, and so at every undo', () => {
  let merged = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 16, size: 'max' }), (steps) => {
      const folder = temporaryFolder()
      const database = libraryOfBefore(folder)
      const journal = journalOf(database, () => 11)
      const decide = {
        labelSet: 1,
        kind: 'label',
        actor: 'test',
        labels: [],
        rejections: [],
        skips: [],
      } as const
      for (const each of steps) {
        if (each.do === 'label')
          journal.decide({ ...decide, labels: [{ photo: each.photo, class: each.class }] })
        else if (each.do === 'refuse')
          journal.decide({ ...decide, rejections: [{ photo: each.photo, class: each.class }] })
        else journal[each.do](1)
      }
      const stateNow = () => saidBy(journal.labelsOfAnyRole(1), journal.rejections(1))
      const expected = [stateNow()]
      const undone: Said[] = []
      // Undo and redo beyond the end, in the old library, on a copy that is rolled back.
      expect(() => {
        database.transaction(() => {
          while (journal.redo(1) !== undefined) expected.unshift(stateNow())
          throw new Error('rolled back')
        })
      }).toThrow('rolled back')
      expect(() => {
        database.transaction(() => {
          while (journal.undo(1) !== undefined) undone.push(stateNow())
          throw new Error('rolled back')
        })
      }).toThrow('rolled back')
      merged += journal.rejections(1).length
      closeOfBefore(database)
      const store = openStore(folder)
      expect(store.check()).toEqual([])
      expect(saidIn(store)).toEqual(expected.at(-1))
      for (const said of expected.slice(0, -1).reverse()) {
        expect(store.journal.redo(1)).toBeDefined()
        expect(saidIn(store)).toEqual(said)
      }
      for (let i = 0; i < expected.length - 1; i += 1) store.journal.undo(1)
      for (const said of undone) {
        expect(store.journal.undo(1)).toBeDefined()
        expect(saidIn(store)).toEqual(said)
      }
      expect(store.journal.undo(1)).toBeUndefined()
      expect(store.check()).toEqual([])
      expect([...store.classes.names(1).values()].sort()).toEqual(
        [...new Set(CLASSES.map(({ is }) => is))].sort(),
      )
      store.close()
    }),
    { numRuns: 20 },
  )
  expect(merged).toBeGreaterThan(0)
})

test('pages, audits and suggestions name the class that stays, and the journal is append-only again', () => {
  const folder = temporaryFolder()
  const database = libraryOfBefore(folder)
  journalOf(database, () => 11).decide({
    labelSet: 1,
    kind: 'label',
    actor: 'test',
    labels: [{ photo: 1, class: 2 }],
    rejections: [],
    skips: [],
  })
  database.run(`INSERT INTO pages (label_set_id, kind, class_id, purity, goal, seed, state, opened_at)
    VALUES (1, 'class', 3, 1, 'commit', 0, 'open', 11)`)
  database.run('INSERT INTO page_photos VALUES (1, 0, 2, 0.5, 0.5)')
  closeOfBefore(database)
  const store = closing(openStore(folder))
  expect(store.pages.current(1)).toMatchObject({ classId: 1 })
  expect(store.classes.find(1, 'wild   horse')).toBe(1)
  expect(store.journal.labels(1)).toEqual(new Map([[1, 1]]))
  expect(store.check()).toEqual([])
  const again = openDatabase(folder, migrations)
  expect(() => again.run('DELETE FROM decision_items')).toThrow(/append-only/)
  expect(() => again.run('UPDATE decision_items SET ordinal = 9')).toThrow(/append-only/)
  again.close()
})
