/** @file Short lists that belong to a label set and are kept as one value of the table `meta`, such as the views that the person saved. */
import type { z } from 'zod'
import type { WritableDatabase } from './lifecycle/database.ts'
import { readJson, writeJson } from './lifecycle/json.ts'
import { firstLabelSet } from './decisions/label-sets.ts'
import type { LabelSetId } from './types/index.ts'

export interface MetaList<T> {
  readonly all: () => T[]
  /** Together with what was read, so that what another window changed is not lost. */
  readonly change: (to: (list: T[]) => T[]) => void
}

interface Kept<T> {
  /** That of the first set; the others add their number. */
  readonly key: string
  readonly schema: z.ZodType<T[]>
  /** The one that is open. */
  readonly labelSet: () => LabelSetId
}

export function metaListOf<T>(
  database: WritableDatabase,
  { key: first, schema, labelSet }: Kept<T>,
): MetaList<T> {
  const key = (): string => (labelSet() === firstLabelSet(database) ? first : `${first}/${labelSet()}`)
  function all(): T[] {
    const stored = database.first<{ value: string }>('SELECT value FROM meta WHERE key = ?', key())
    return stored === undefined ? [] : readJson(schema, stored.value, key())
  }
  return {
    all,
    change(to) {
      database.transaction(() => {
        database.run(
          'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
          key(),
          writeJson(schema, to(all()), key()),
        )
      })
    },
  }
}
