/** @file The table of groupings: of each label set the newest one, and the ones before it, to which a person can go back. */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import type { Clustering, ClusteringId, Clusters, LabelSetId, NewClustering } from '../types/index.ts'
import { bytesOf, floatsOf, integersOf } from './number-columns.ts'

/** Steps that can be taken back one after the other, from grouping to grouping. */
const MOST_KEPT = 20

interface Row extends Pick<Clustering, 'id' | 'space' | 'inertia' | 'seed' | 'createdAt' | 'afterDecision'> {
  byHand: 0 | 1
  isFirst: 0 | 1
  photos: Uint8Array
  clusters: Uint8Array
  similarities: Uint8Array
}

/** @param labelSet the one that is open: see [Note: the open label set] */
export function clustersOf(
  database: WritableDatabase,
  clock: () => number,
  labelSet: () => LabelSetId,
): Clusters {
  return {
    put: (clustering) =>
      database.transaction(() => {
        const id = insert(database, labelSet(), clustering, clock())
        database.run(
          `DELETE FROM clusterings WHERE label_set_id = ?
            AND id NOT IN (SELECT id FROM clusterings WHERE label_set_id = ? ORDER BY id DESC LIMIT ?)`,
          labelSet(),
          labelSet(),
          MOST_KEPT + 1,
        )
        return id
      }),
    takeBack: (id) => database.transaction(() => takeBack(database, labelSet(), id)),
    latest: (space) => latestClustering(database, labelSet(), space),
  }
}

function insert(
  database: WritableDatabase,
  labelSet: LabelSetId,
  clustering: NewClustering,
  now: number,
): ClusteringId {
  const { space, inertia, seed, byHand, photos, clusters, similarities } = clustering
  if (photos.length !== clusters.length || photos.length !== similarities.length) {
    throw new AppError('internal', 'The columns of a clustering must be equally long.')
  }
  return database.run(
    `INSERT INTO clusterings
      (label_set_id, space, inertia, seed, by_hand, after_decision, photos, clusters, similarities, created_at)
      VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM decisions), ?, ?, ?, ?)`,
    labelSet,
    space,
    inertia,
    seed,
    Number(byHand),
    bytesOf(photos),
    bytesOf(clusters),
    bytesOf(similarities),
    now,
  ).id
}

function takeBack(
  database: WritableDatabase,
  labelSet: LabelSetId,
  id: ClusteringId,
): ClusteringId | undefined {
  const newest = database.all<{ id: ClusteringId }>(
    'SELECT id FROM clusterings WHERE label_set_id = ? ORDER BY id DESC LIMIT 2',
    labelSet,
  )
  const before = newest.at(1)
  if (newest.at(0)?.id !== id || before === undefined) return undefined
  database.run('DELETE FROM clusterings WHERE id = ?', id)
  return before.id
}

/** Takes one photo out of all of them, for a photo that is forgotten. */
export function removeFromClusterings(database: WritableDatabase, photo: PhotoId): void {
  const rows = database.all<Pick<Row, 'id' | 'photos' | 'clusters' | 'similarities'>>(
    'SELECT id, photos, clusters, similarities FROM clusterings',
  )
  for (const row of rows) {
    const photos = integersOf(row.photos)
    const place = photos.indexOf(photo)
    if (place < 0) continue
    const others = (_: number, i: number): boolean => i !== place
    database.run(
      'UPDATE clusterings SET photos = ?, clusters = ?, similarities = ? WHERE id = ?',
      bytesOf(photos.filter(others)),
      bytesOf(integersOf(row.clusters).filter(others)),
      bytesOf(floatsOf(row.similarities).filter(others)),
      row.id,
    )
  }
}

/** @throws AppError `library-damaged` for columns that are not equally long. */
function latestClustering(
  database: ReadableDatabase,
  labelSet: LabelSetId,
  space: string | undefined,
): Clustering | undefined {
  const row = database.first<Row>(
    `SELECT id, space, inertia, seed, by_hand AS byHand, after_decision AS afterDecision, photos, clusters, similarities,
        created_at AS createdAt, NOT EXISTS (SELECT 1 FROM clusterings AS earlier
          WHERE earlier.label_set_id = clusterings.label_set_id AND earlier.id < clusterings.id) AS isFirst
      FROM clusterings WHERE label_set_id = ? AND space = ifnull(?, space) ORDER BY id DESC LIMIT 1`,
    labelSet,
    space ?? null,
  )
  if (row === undefined) return undefined
  const { photos, clusters, similarities } = row
  if (photos.length !== clusters.length || photos.length !== similarities.length) {
    throw new AppError(
      'library-damaged',
      sentence('library-value-unreadable', { what: `clustering ${row.id}` }),
    )
  }
  return {
    ...row,
    byHand: row.byHand === 1,
    isFirst: row.isFirst === 1,
    photos: integersOf(photos),
    clusters: integersOf(clusters),
    similarities: floatsOf(similarities),
  }
}
