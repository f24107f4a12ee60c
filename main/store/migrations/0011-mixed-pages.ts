/**
 * @file Migration 11: photos of a page may each have a suggested class of their own. Such a page has the kind `class` and no
 * class itself: the kinds that the table allows cannot be changed without writing the table anew, with all that refers to it.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createMixedPages(database: WritableDatabase): void {
  database.execute(`
    ALTER TABLE page_photos ADD COLUMN class_id INTEGER REFERENCES classes (id);
    CREATE INDEX page_photos_by_class ON page_photos (class_id) WHERE class_id IS NOT NULL;
  `)
}
