/** @file The tables of groupings: the newest one of each space. */
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import type { Clustering, ClusteringId, Clusters, NewClustering } from '../types/index.ts'

export function clustersOf(database: WritableDatabase, clock: () => number): Clusters {
  return {
    put: (clustering) => database.transaction(() => putClustering(database, clustering, clock())),
    latest: (space) => latestClustering(database, space),
  }
}

function putClustering(
  database: WritableDatabase,
  { space, inertia, seed, assignments }: NewClustering,
  now: number,
): ClusteringId {
  database.run('DELETE FROM clusterings WHERE space = ?', space)
  const { id } = database.run(
    'INSERT INTO clusterings (space, inertia, seed, created_at) VALUES (?, ?, ?, ?)',
    space,
    inertia,
    seed,
    now,
  )
  for (const { photo, cluster } of assignments) {
    database.run('INSERT INTO cluster_members VALUES (?, ?, ?)', id, photo, cluster)
  }
  return id
}

function latestClustering(database: ReadableDatabase, space: string | undefined): Clustering | undefined {
  const row = database.first<Omit<Clustering, 'assignments'>>(
    `SELECT id, space, inertia, seed, created_at AS createdAt FROM clusterings
      WHERE space = ifnull(?, space) ORDER BY id DESC LIMIT 1`,
    space ?? null,
  )
  if (row === undefined) return undefined
  const assignments = database.all<Clustering['assignments'][number]>(
    'SELECT photo_id AS photo, cluster FROM cluster_members WHERE clustering_id = ? ORDER BY photo_id',
    row.id,
  )
  return { ...row, assignments }
}
