/**
 * @file What a database that replaces another takes over from it: everything that was computed from photos that both
 * contain, and the highest ids given by either, so that no id ever has two meanings (windows cache thumbnails by id).
 */
import { attempt } from './salvage.ts'
import type { WritableDatabase } from '../lifecycle/database.ts'
import type { LastIds } from '../lifecycle/mark.ts'
import { changePictureKey } from '../photos/picture-key.ts'

/** Rows of photos with the same content; ids of backbones and heads are never reused. */
const COMPUTED = [
  {
    table: 'features',
    from: `source.features AS old JOIN source.backbones AS old_backbones ON old_backbones.id = old.backbone_id
      JOIN main.backbones ON main.backbones.id = old.backbone_id AND main.backbones.sha256 = old_backbones.sha256
        AND main.backbones.views = old_backbones.views`,
  },
  {
    table: 'embeddings',
    from: `source.embeddings AS old JOIN source.heads AS old_heads ON old_heads.id = old.head_id
      JOIN main.heads ON main.heads.id = old.head_id AND main.heads.created_at = old_heads.created_at
        AND main.heads.data_hash = old_heads.data_hash`,
  },
] as const

/**
 * @param database of the newest version, with the old one attached as `source`. What cannot be read there is left out.
 * @returns whether the old one could be read.
 */
export function carryComputed(database: WritableDatabase): boolean {
  const isSameVersion = attempt(
    () => Number(database.pragma('source.user_version')) === Number(database.pragma('main.user_version')),
  )
  if (isSameVersion !== true) return false
  return COMPUTED.every(({ table, from }) => {
    const columns = database
      .all<{ name: string }>("SELECT name FROM pragma_table_info(?, 'main') WHERE name <> 'photo_id'", table)
      .map(({ name }) => name)
    return (
      attempt(() =>
        database.run(
          `INSERT OR IGNORE INTO main."${table}" (photo_id, ${columns.join(', ')})
            SELECT photos.id, ${columns.map((name) => `old.${name}`).join(', ')} FROM ${from}
            JOIN source.photos AS old_photos ON old_photos.id = old.photo_id
            JOIN main.photos ON main.photos.content_hash = old_photos.content_hash`,
        ),
      ) !== undefined
    )
  })
}

/** Makes sure that no id is reused that was given before, according to the mark or the old database. */
export function raiseSequences(database: WritableDatabase, mark: LastIds | undefined): void {
  const marked = Object.entries(mark ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  const old =
    attempt(() =>
      database.all<{ name: string; seq: number }>('SELECT name, seq FROM source.sqlite_sequence'),
    ) ?? []
  for (const [name, seq] of [...marked, ...old.map((row): [string, number] => [row.name, row.seq])]) {
    database.run(
      `INSERT INTO main.sqlite_sequence (name, seq) SELECT ?, 0 WHERE NOT EXISTS
        (SELECT 1 FROM main.sqlite_sequence WHERE name = ?)`,
      name,
      name,
    )
    database.run('UPDATE main.sqlite_sequence SET seq = max(seq, ?) WHERE name = ?', seq, name)
  }
  changePictureKey(database)
}
