/**
 * @file Checksums of what SQLite cannot check: the bytes of features, embeddings and heads. They are stored with the row
 * and compared by `check`; rows of earlier versions have none until they are computed again.
 */
import { crc32 } from 'node:zlib'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'

/** Of these values in this order; null counts as empty. 0 to 2^32 - 1. */
export function checksumOf(...values: readonly (string | Uint8Array | null)[]): number {
  return values.reduce<number>((sum, value) => crc32(value ?? '', sum), 0)
}

interface Blobs {
  /** Key columns, then the columns that the checksum covers. */
  readonly sql: string
  readonly problem: (row: Row) => Sentence
}

interface Row {
  readonly owner: number
  readonly photo: number
  readonly checksum: number
  readonly first: Uint8Array
  readonly second: Uint8Array | string | null
  readonly third: string | null
}

const BLOBS = {
  features: {
    sql: `SELECT backbone_id AS owner, photo_id AS photo, checksum, vector AS first, NULL AS second, NULL AS third FROM features
      WHERE checksum IS NOT NULL`,
    problem: ({ owner, photo }) => sentence('check-features-changed', { photo, backbone: owner }),
  },
  embeddings: {
    sql: `SELECT head_id AS owner, photo_id AS photo, checksum, vector AS first, code AS second, NULL AS third FROM embeddings
      WHERE checksum IS NOT NULL`,
    problem: ({ owner, photo }) => sentence('check-embedding-changed', { photo, head: owner }),
  },
  heads: {
    sql: `SELECT id AS owner, 0 AS photo, checksum, weights AS first, blend AS second, metrics AS third FROM heads
      WHERE checksum IS NOT NULL`,
    problem: ({ owner }) => sentence('check-head-changed', { head: owner }),
  },
} as const satisfies Record<string, Blobs>

/** A problem for each row whose bytes have changed since they were written. */
export function changedBytes(database: ReadableDatabase): Sentence[] {
  return Object.values(BLOBS).flatMap(({ sql, problem }) =>
    changedRows(database, sql).map((row) => problem(row)),
  )
}

/** Deletes changed rows, which `index` and `train` compute again. */
export function dropChanged(database: WritableDatabase): void {
  for (const { owner, photo } of changedRows(database, BLOBS.features.sql)) {
    database.run('DELETE FROM features WHERE backbone_id = ? AND photo_id = ?', owner, photo)
  }
  for (const { owner, photo } of changedRows(database, BLOBS.embeddings.sql)) {
    database.run('DELETE FROM embeddings WHERE head_id = ? AND photo_id = ?', owner, photo)
  }
}

function changedRows(database: ReadableDatabase, sql: string): Row[] {
  const changed: Row[] = []
  for (const row of database.each<Row>(sql)) {
    if (checksumOf(row.first, row.second, row.third) !== row.checksum) changed.push(row)
  }
  return changed
}
