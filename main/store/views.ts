/**
 * @file Views of the photos that the person saved: they may name classes, so each label set has its own, as one value of the table
 * `meta`. There are few of them.
 */
import { z } from 'zod'
import { SavedView } from '../../shared/contract/photos.ts'
import type { ReadableDatabase, WritableDatabase } from './lifecycle/database.ts'
import { readJson, writeJson } from './lifecycle/json.ts'
import { firstLabelSet } from './decisions/label-sets.ts'
import type { LabelSetId, Views } from './types/index.ts'

/** That of the first set; the others add their number. */
const KEY = 'saved-views'
const Stored = z.array(SavedView)

/** @param labelSet the one that is open */
export function viewsOf(database: WritableDatabase, labelSet: () => LabelSetId): Views {
  const key = (): string => (labelSet() === firstLabelSet(database) ? KEY : `${KEY}/${labelSet()}`)
  return {
    all: () => all(database, key()),
    save: (view, insteadOf) => {
      change(database, key(), (views) => [
        ...views.filter(({ name }) => name !== view.name && name !== insteadOf),
        view,
      ])
    },
    remove: (name) => {
      change(database, key(), (views) => views.filter((view) => view.name !== name))
    },
  }
}

function all(database: ReadableDatabase, key: string): SavedView[] {
  const stored = database.first<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)
  return stored === undefined ? [] : readJson(Stored, stored.value, key)
}

/** Together with what was read, so that another window's view is not lost. */
function change(database: WritableDatabase, key: string, to: (views: SavedView[]) => SavedView[]): void {
  database.transaction(() => {
    const views = to(all(database, key)).toSorted((a, b) =>
      a.name.localeCompare(b.name, undefined, { numeric: true }),
    )
    database.run(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      writeJson(Stored, views, key),
    )
  })
}
