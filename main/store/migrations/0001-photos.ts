/** @file Migration 1: what is on the disk. Photos, where they lie, their features, and the jobs that read them. */
import { APPLICATION_ID, type WritableDatabase } from '../lifecycle/database.ts'

export function createPhotos(database: WritableDatabase): void {
  database.pragma(`application_id = ${APPLICATION_ID}`)
  database.execute(`
    CREATE TABLE meta (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE roots (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      path TEXT NOT NULL UNIQUE
    ) STRICT;

    -- AUTOINCREMENT: the id of a forgotten photo is never given to another.
    CREATE TABLE photos (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      content_hash BLOB NOT NULL UNIQUE CHECK (length(content_hash) = 32),
      format TEXT NOT NULL,
      width INTEGER NOT NULL CHECK (width > 0),
      height INTEGER NOT NULL CHECK (height > 0),
      orientation INTEGER NOT NULL CHECK (orientation BETWEEN 1 AND 8),
      taken_at INTEGER,
      camera_make TEXT,
      camera_model TEXT,
      latitude REAL CHECK (latitude BETWEEN -90 AND 90),
      longitude REAL CHECK (longitude BETWEEN -180 AND 180),
      colour_profile TEXT,
      perceptual_hash BLOB CHECK (length(perceptual_hash) = 8),
      added_at INTEGER NOT NULL
    ) STRICT;

    -- A location is either a photo or a file with the reason why it is none.
    CREATE TABLE files (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      root_id INTEGER NOT NULL REFERENCES roots (id) ON DELETE CASCADE,
      relative_path TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified_ns INTEGER NOT NULL,
      file_hash BLOB CHECK (length(file_hash) = 32),
      photo_id INTEGER REFERENCES photos (id) ON DELETE CASCADE,
      reason TEXT,
      missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
      UNIQUE (root_id, relative_path),
      CHECK ((photo_id IS NULL) <> (reason IS NULL))
    ) STRICT;
    CREATE INDEX files_by_photo ON files (photo_id, missing);

    CREATE TABLE backbones (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX one_active_backbone ON backbones (active) WHERE active = 1;

    CREATE TABLE backbone_levels (
      backbone_id INTEGER NOT NULL REFERENCES backbones (id) ON DELETE CASCADE,
      level INTEGER NOT NULL,
      name TEXT NOT NULL,
      dimensions INTEGER NOT NULL CHECK (dimensions > 0),
      PRIMARY KEY (backbone_id, level),
      UNIQUE (backbone_id, name)
    ) STRICT, WITHOUT ROWID;

    -- vector: dimensions x float16, little endian. The key is the order in which a level is loaded.
    CREATE TABLE features (
      backbone_id INTEGER NOT NULL,
      level INTEGER NOT NULL,
      photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
      vector BLOB NOT NULL,
      PRIMARY KEY (backbone_id, level, photo_id),
      FOREIGN KEY (backbone_id, level) REFERENCES backbone_levels (backbone_id, level) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX features_by_photo ON features (photo_id);

    -- owner: the process that has the job, so that another one knows whether it still lives.
    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
      input TEXT NOT NULL,
      progress TEXT,
      error TEXT,
      owner INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      finished_at INTEGER
    ) STRICT;
  `)
}
