/** @file The table of groupings: the newest one of each space, and those from which the person made it by hand. */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import type { Clustering, ClusteringId, Clusters, NewClustering } from '../types/index.ts'
import { bytesOf, floatsOf, integersOf } from './number-columns.ts'

/** Changes by hand that can be taken back one after the other. */
const MOST_KEPT = 20

interface Row extends Pick<Clustering, 'id' | 'space' | 'inertia' | 'seed' | 'createdAt'> {
  photos: Uint8Array
  clusters: Uint8Array
  similarities: Uint8Array
}

export function clustersOf(database: WritableDatabase, clock: () => number): Clusters {
  return {
    put: (clustering) =>
      database.transaction(() => {
        database.run('DELETE FROM clusterings WHERE space = ?', clustering.space)
        return insert(database, clustering, clock())
      }),
    putChanged: (clustering) =>
      database.transaction(() => {
        const id = insert(database, clustering, clock())
        database.run(
          `DELETE FROM clusterings WHERE space = ? AND id NOT IN
            (SELECT id FROM clusterings WHERE space = ? ORDER BY id DESC LIMIT ?)`,
          clustering.space,
          clustering.space,
          MOST_KEPT + 1,
        )
        return id
      }),
    takeBack: (id) => database.transaction(() => takeBack(database, id)),
    latest: (space) => latestClustering(database, space),
  }
}

function insert(database: WritableDatabase, clustering: NewClustering, now: number): ClusteringId {
  const { space, inertia, seed, photos, clusters, similarities } = clustering
  if (photos.length !== clusters.length || photos.length !== similarities.length) {
    throw new AppError('internal', 'The columns of a clustering must be equally long.')
  }
  return database.run(
    `INSERT INTO clusterings (space, inertia, seed, photos, clusters, similarities, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
    space,
    inertia,
    seed,
    bytesOf(photos),
    bytesOf(clusters),
    bytesOf(similarities),
    now,
  ).id
}

function takeBack(database: WritableDatabase, id: ClusteringId): ClusteringId | undefined {
  const newest = database.first<{ id: ClusteringId; space: string }>(
    'SELECT id, space FROM clusterings ORDER BY id DESC LIMIT 1',
  )
  if (newest?.id !== id) return undefined
  const before = database.first<{ id: ClusteringId }>(
    'SELECT id FROM clusterings WHERE space = ? AND id < ? ORDER BY id DESC LIMIT 1',
    newest.space,
    id,
  )
  if (before !== undefined) database.run('DELETE FROM clusterings WHERE id = ?', id)
  return before?.id
}

/** @throws AppError `library-damaged` for columns that are not equally long. */
function latestClustering(database: ReadableDatabase, space: string | undefined): Clustering | undefined {
  const row = database.first<Row>(
    `SELECT id, space, inertia, seed, photos, clusters, similarities, created_at AS createdAt FROM clusterings
      WHERE space = ifnull(?, space) ORDER BY id DESC LIMIT 1`,
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
    photos: integersOf(photos),
    clusters: integersOf(clusters),
    similarities: floatsOf(similarities),
  }
}
