/**
 * @file A copy of a library without paths and labels, for the simulation: the engine must not be able to read the truth
 * that it is compared with.
 */
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { IS_PRESENT } from '../photos/photos.ts'

/** The tables to copy, in the order of their references; `photos` are the present ones. */
const TABLES = [
  `photos WHERE ${IS_PRESENT}`,
  'backbones',
  'backbone_levels',
  `features WHERE photo_id IN (SELECT id FROM photos WHERE ${IS_PRESENT})`,
]

/** @param to an empty library. Every photo gets a path that contains only its id. */
export function copyAnonymously(from: ReadableDatabase, to: WritableDatabase): void {
  to.transaction(() => {
    for (const source of TABLES) copyRows(from, to, source)
    const root = to.run("INSERT INTO roots (path) VALUES ('/')").id
    to.run(
      `INSERT INTO files (root_id, relative_path, size, photo_id) SELECT ?, 'photo-' || id, 0, id FROM photos`,
      root,
    )
  })
}

function copyRows(from: ReadableDatabase, to: WritableDatabase, source: string): void {
  const table = source.split(' ', 1).join('')
  for (const row of from.each<Record<string, string | number | Uint8Array | null>>(
    `SELECT * FROM ${source}`,
  )) {
    const names = Object.keys(row)
    to.run(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ...Object.values(row),
    )
  }
}
