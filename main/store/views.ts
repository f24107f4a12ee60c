/** @file Views of the photos that the person saved: they may name classes, so each label set has its own. There are few of them. */
import { z } from 'zod'
import { SavedView } from '../../shared/contract/photos.ts'
import type { WritableDatabase } from './lifecycle/database.ts'
import { metaListOf } from './meta-list.ts'
import type { LabelSetId, Views } from './types/index.ts'

/** @param labelSet the one that is open */
export function viewsOf(database: WritableDatabase, labelSet: () => LabelSetId): Views {
  const { all, change } = metaListOf(database, { key: 'saved-views', schema: z.array(SavedView), labelSet })
  return {
    all,
    save: (view, insteadOf) => {
      change((views) =>
        [...views.filter(({ name }) => name !== view.name && name !== insteadOf), view].toSorted(byName),
      )
    },
    remove: (name) => {
      change((views) => views.filter((view) => view.name !== name))
    },
  }
}

function byName(a: SavedView, b: SavedView): number {
  return a.name.localeCompare(b.name, undefined, { numeric: true })
}
