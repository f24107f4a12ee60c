/** @file Views of the photos that the person saved, as one value of the table `meta`: there are few of them. */
import { z } from 'zod'
import { SavedView } from '../../shared/contract/photos.ts'
import type { ReadableDatabase, WritableDatabase } from './lifecycle/database.ts'
import { readJson, writeJson } from './lifecycle/json.ts'
import type { Views } from './types/index.ts'

const KEY = 'saved-views'
const Stored = z.array(SavedView)

export function viewsOf(database: WritableDatabase): Views {
  return {
    all: () => all(database),
    save: (view, insteadOf) => {
      change(database, (views) => [
        ...views.filter(({ name }) => name !== view.name && name !== insteadOf),
        view,
      ])
    },
    remove: (name) => {
      change(database, (views) => views.filter((view) => view.name !== name))
    },
  }
}

function all(database: ReadableDatabase): SavedView[] {
  const stored = database.first<{ value: string }>('SELECT value FROM meta WHERE key = ?', KEY)
  return stored === undefined ? [] : readJson(Stored, stored.value, KEY)
}

/** Together with what was read, so that another window's view is not lost. */
function change(database: WritableDatabase, to: (views: SavedView[]) => SavedView[]): void {
  database.transaction(() => {
    const views = to(all(database)).toSorted((a, b) =>
      a.name.localeCompare(b.name, undefined, { numeric: true }),
    )
    database.run(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      KEY,
      writeJson(Stored, views, KEY),
    )
  })
}
