/**
 * @file Migration 6: more facts about files. Times of any range, the time of the last change of the file itself, the last
 * place of a photo, the file that a photo's facts come from, and photos whose identity was computed by an older method.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createPlaces(database: WritableDatabase): void {
  database.execute(FILES)
  database.execute(PHOTOS)
}

const FILES = `
  -- Times: nanoseconds since the epoch as a decimal, since a file system may know years that 64 bits do not hold.
  -- modified_ns is null for a file that is to be read by the next run, whatever its times; changed_ns is null where it is not known.
  CREATE TABLE files_now (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    root_id INTEGER NOT NULL REFERENCES roots (id) ON DELETE CASCADE,
    relative_path TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ns TEXT,
    changed_ns TEXT,
    file_hash BLOB CHECK (length(file_hash) = 32),
    photo_id INTEGER REFERENCES photos (id) ON DELETE CASCADE,
    reason TEXT,
    missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
    UNIQUE (root_id, relative_path),
    CHECK ((photo_id IS NULL) <> (reason IS NULL))
  ) STRICT;
  -- Time 0 stood for "read it again".
  INSERT INTO files_now (id, root_id, relative_path, size, modified_ns, file_hash, photo_id, reason, missing)
    SELECT id, root_id, relative_path, size, nullif(CAST(modified_ns AS TEXT), '0'), file_hash, photo_id, reason, missing
    FROM files;
  DROP TABLE files;
  ALTER TABLE files_now RENAME TO files;
  CREATE INDEX files_by_photo ON files (photo_id, missing);

  -- Where a photo lay last, once another picture lies there or its folder was removed. Without a root the path is absolute.
  CREATE TABLE last_places (
    photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
    root_id INTEGER REFERENCES roots (id) ON DELETE CASCADE,
    path TEXT NOT NULL
  ) STRICT;
  CREATE INDEX last_places_by_root ON last_places (root_id);
`

const PHOTOS = `
  -- file_hash of the file that size, rotation, time, thumbnail and features were read from.
  ALTER TABLE photos ADD COLUMN facts_hash BLOB CHECK (length(facts_hash) = 32);
  UPDATE photos SET facts_hash = (SELECT file_hash FROM files WHERE photo_id = photos.id
    ORDER BY missing, root_id, relative_path LIMIT 1);

  -- Photos whose content_hash is of pixels that were decoded with 8 bits, on the first page: their files are read again.
  CREATE TABLE outdated_identities (
    photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE
  ) STRICT;
  INSERT INTO outdated_identities SELECT id FROM photos WHERE format IN ('tiff', 'avif');
`
