/**
 * @file Migration 23: by how much the camera's clock was ahead of UTC, where the photo says so, since a day begins by that clock. Photos that
 * were read before get theirs when everything is read anew (`index --verify`).
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function addClockOffset(database: WritableDatabase): void {
  database.execute('ALTER TABLE photos ADD COLUMN clock_offset INTEGER')
}
