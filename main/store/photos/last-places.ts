/** @file Where a photo was before another picture replaced it there: this names a label whose picture is lost. */
import type { PhotoId } from '../../../shared/domain.ts'
import { placeIn } from '../../files/place-in.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { IS_PRESENT } from './photos.ts'
import type { ClassId, LabelSetId, LostLabel, NewFile, RootId } from '../types/index.ts'

/** Call this before the row of this place changes. */
export function rememberPlace(database: WritableDatabase, { rootId, relativePath, photoId }: NewFile): void {
  database.run(
    `INSERT INTO last_places (photo_id, root_id, path) SELECT photo_id, root_id, relative_path FROM files
      WHERE root_id = ? AND relative_path = ? AND photo_id IS NOT NULL AND photo_id IS NOT ?
      ON CONFLICT (photo_id) DO UPDATE SET root_id = excluded.root_id, path = excluded.path`,
    rootId,
    relativePath,
    photoId,
  )
}

/** Call this before the root is removed: its places are then stored with their absolute paths. */
export function rememberPlacesIn(database: WritableDatabase, root: RootId): void {
  const places = database.all<{ photo: PhotoId; root: string; relative: string }>(
    `SELECT photo_id AS photo, roots.path AS root, relative_path AS relative FROM files JOIN roots ON roots.id = root_id
      WHERE root_id = ? AND photo_id IS NOT NULL
      UNION ALL SELECT photo_id, roots.path, last_places.path FROM last_places JOIN roots ON roots.id = root_id
      WHERE root_id = ?`,
    root,
    root,
  )
  for (const place of places) {
    database.run(
      `INSERT INTO last_places (photo_id, root_id, path) VALUES (?, NULL, ?)
        ON CONFLICT (photo_id) DO UPDATE SET root_id = NULL, path = excluded.path`,
      place.photo,
      placeIn(place.root, place.relative),
    )
  }
}

interface LostRow {
  photo: PhotoId
  classId: ClassId
  goneRoot: string | null
  gonePath: string | null
  lastRoot: string | null
  lastPath: string | null
  now: PhotoId | null
  isRead: number | null
}

/** `gone`: the newest place where the file is missing. `last`: the place where another file replaced it. */
const LOST = `SELECT labels.photo_id AS photo, labels.class_id AS classId, gone_roots.path AS goneRoot,
    gone.relative_path AS gonePath, last_roots.path AS lastRoot, last_places.path AS lastPath,
    taken.photo_id AS now, taken.id IS NOT NULL AS isRead
  FROM labels JOIN photos ON photos.id = labels.photo_id JOIN classes ON classes.id = labels.class_id AND classes.role = 'class'
  LEFT JOIN files AS gone ON gone.id = (SELECT max(id) FROM files WHERE files.photo_id = photos.id)
  LEFT JOIN roots AS gone_roots ON gone_roots.id = gone.root_id
  LEFT JOIN last_places ON last_places.photo_id = photos.id
  LEFT JOIN roots AS last_roots ON last_roots.id = last_places.root_id
  LEFT JOIN files AS taken ON taken.root_id = last_places.root_id AND taken.relative_path = last_places.path
    AND taken.missing = 0
  WHERE labels.label_set_id = ? AND NOT ${IS_PRESENT}`

/** By path. A place where another picture replaced it is more informative than one where the file is missing. */
export function lostLabels(database: ReadableDatabase, labelSet: LabelSetId): LostLabel[] {
  return database
    .all<LostRow>(LOST, labelSet)
    .map((row) => lostLabel(row))
    .sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1))
}

function lostLabel(row: LostRow): LostLabel {
  const { photo, classId, now } = row
  if (row.isRead === 1 && row.lastRoot !== null && row.lastPath !== null) {
    const place = placeIn(row.lastRoot, row.lastPath)
    return { photo, classId, path: place, why: now === null ? 'unreadable' : 'replaced', now }
  }
  if (row.goneRoot !== null && row.gonePath !== null) {
    return { photo, classId, path: placeIn(row.goneRoot, row.gonePath), why: 'gone', now: null }
  }
  if (row.lastPath === null) return { photo, classId, path: null, why: 'gone', now: null }
  if (row.lastRoot === null) return { photo, classId, path: row.lastPath, why: 'folder-removed', now: null }
  return { photo, classId, path: placeIn(row.lastRoot, row.lastPath), why: 'gone', now: null }
}
