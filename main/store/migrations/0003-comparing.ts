/**
 * @file Migration 3: data for comparing heads and checking results. What each head got right out of fold, binary codes
 * beside the embeddings, the query by which a page was chosen, and blind audits with their frozen suggestions.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createComparing(database: WritableDatabase): void {
  database.execute(BACKBONES)
  database.execute(HEADS)
  database.execute(AUDITS)
  database.execute(PAGES)
}

const BACKBONES = `
  -- Its features stand beside those of the active backbone.
  ALTER TABLE backbones ADD COLUMN second INTEGER NOT NULL DEFAULT 0 CHECK (second IN (0, 1));
  CREATE UNIQUE INDEX one_second_backbone ON backbones (second) WHERE second = 1;
`

const HEADS = `
  -- JSON: confusion, precision and recall, calibration, all out of fold; null for heads from before.
  ALTER TABLE heads ADD COLUMN report TEXT;
  -- Sign bits of a rotation of the vector, least significant bit first; null for heads without codes.
  ALTER TABLE embeddings ADD COLUMN code BLOB;
`

const AUDITS = `
  -- maximum_error: the share of wrong labels that may be accepted; confidence: that it is no more, e.g. 0.95.
  CREATE TABLE audits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
    head_id INTEGER REFERENCES heads (id),
    maximum_error REAL NOT NULL CHECK (maximum_error > 0 AND maximum_error < 1),
    confidence REAL NOT NULL CHECK (confidence > 0 AND confidence < 1),
    seed INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'held', 'failed', 'stopped')),
    -- JSON: the plan it was started with, and what came of it.
    plan TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- What accepting it labelled.
    accepted_by INTEGER REFERENCES decisions (id),
    CHECK ((state = 'running') = (ended_at IS NULL))
  ) STRICT;
  CREATE UNIQUE INDEX one_running_audit ON audits (label_set_id) WHERE state = 'running';
  CREATE INDEX audits_by_head ON audits (head_id);
  CREATE INDEX audits_by_decision ON audits (accepted_by);

  -- The photos that an audit is about, with the suggestion that was frozen at its start.
  CREATE TABLE audit_photos (
    audit_id INTEGER NOT NULL REFERENCES audits (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    class_id INTEGER NOT NULL REFERENCES classes (id),
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
    PRIMARY KEY (audit_id, ordinal),
    UNIQUE (audit_id, photo_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX audit_photos_by_photo ON audit_photos (photo_id);
  CREATE INDEX audit_photos_by_class ON audit_photos (class_id);
`

const PAGES = `
  -- By which query the photos were chosen; blind: the class was guessed but not shown, so that the answer is a fair check.
  ALTER TABLE pages ADD COLUMN query TEXT NOT NULL DEFAULT 'value';
  ALTER TABLE pages ADD COLUMN blind INTEGER NOT NULL DEFAULT 0 CHECK (blind IN (0, 1));
  ALTER TABLE pages ADD COLUMN audit_id INTEGER REFERENCES audits (id);
  CREATE INDEX pages_by_audit ON pages (audit_id);
`
