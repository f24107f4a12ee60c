/** @file Migration 2: what the person decides and what is learned from it. Label sets, journal, pages, groups, heads. */
import type { WritableDatabase } from '../lifecycle/database.ts'

/** Name of the label set that every library starts with. */
const FIRST_LABEL_SET = 'subject'

export function createDecisions(database: WritableDatabase): void {
  database.execute(CLASSES)
  database.execute(JOURNAL)
  database.execute(GROUPS)
  database.execute(HEADS)
  database.run('INSERT INTO label_sets (name) VALUES (?)', FIRST_LABEL_SET)
}

const CLASSES = `
  CREATE TABLE label_sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    active_head_id INTEGER REFERENCES heads (id)
  ) STRICT;

  -- A tree: the name is one level of the full name, unique below its parent.
  CREATE TABLE classes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
    parent_id INTEGER REFERENCES classes (id),
    name TEXT NOT NULL CHECK (name <> '')
  ) STRICT;
  CREATE UNIQUE INDEX classes_by_name ON classes (label_set_id, ifnull(parent_id, 0), name);
  CREATE INDEX classes_by_parent ON classes (parent_id);
`

const JOURNAL = `
  CREATE TABLE pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
    kind TEXT NOT NULL CHECK (kind IN ('class', 'new', 'single')),
    class_id INTEGER REFERENCES classes (id),
    purity REAL NOT NULL CHECK (purity BETWEEN 0 AND 1),
    goal TEXT NOT NULL CHECK (goal IN ('accuracy', 'commit')),
    seed INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'discarded')),
    answered_by INTEGER REFERENCES decisions (id),
    opened_at INTEGER NOT NULL,
    CHECK ((state = 'answered') = (answered_by IS NOT NULL))
  ) STRICT;
  CREATE UNIQUE INDEX one_open_page ON pages (label_set_id) WHERE state = 'open';
  CREATE INDEX pages_by_decision ON pages (answered_by);
  CREATE INDEX pages_by_class ON pages (class_id);

  CREATE TABLE page_photos (
    page_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
    raw REAL NOT NULL CHECK (raw BETWEEN 0 AND 1),
    PRIMARY KEY (page_id, ordinal),
    UNIQUE (page_id, photo_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX page_photos_by_photo ON page_photos (photo_id);

  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
    kind TEXT NOT NULL CHECK (kind IN ('page', 'skip', 'label', 'import', 'undo', 'redo')),
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    page_id INTEGER REFERENCES pages (id),
    of_id INTEGER REFERENCES decisions (id),
    CHECK ((kind IN ('undo', 'redo')) = (of_id IS NOT NULL))
  ) STRICT;
  CREATE INDEX decisions_by_label_set ON decisions (label_set_id, id);
  CREATE INDEX decisions_by_page ON decisions (page_id);
  CREATE INDEX decisions_of ON decisions (of_id, id);

  -- label: values are class ids, or null without a label; rejection: 0 or 1 for class_id; skip: how often.
  CREATE TABLE decision_items (
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    ordinal INTEGER NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id),
    effect TEXT NOT NULL CHECK (effect IN ('label', 'rejection', 'skip')),
    class_id INTEGER REFERENCES classes (id),
    from_value INTEGER,
    to_value INTEGER,
    PRIMARY KEY (decision_id, ordinal),
    CHECK ((effect = 'rejection') = (class_id IS NOT NULL)),
    CHECK (effect = 'label' OR (from_value IS NOT NULL AND to_value IS NOT NULL)),
    CHECK (from_value IS NOT to_value)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX decision_items_by_photo ON decision_items (photo_id);
  CREATE INDEX decision_items_by_class ON decision_items (class_id);

  -- The journal is append-only. Only the items of a photo that stands in this table (while it is forgotten) may go.
  CREATE TABLE forgetting (photo_id INTEGER PRIMARY KEY) STRICT;
  CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER decision_items_never_change BEFORE UPDATE ON decision_items
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER decision_items_are_kept BEFORE DELETE ON decision_items
    WHEN NOT EXISTS (SELECT 1 FROM forgetting WHERE photo_id = OLD.photo_id)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

  -- The state that the journal adds up to, kept in the same transactions; "check" adds it up again.
  CREATE TABLE labels (
    label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    class_id INTEGER NOT NULL REFERENCES classes (id),
    PRIMARY KEY (label_set_id, photo_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX labels_by_class ON labels (class_id);
  CREATE INDEX labels_by_photo ON labels (photo_id);

  CREATE TABLE rejections (
    label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    class_id INTEGER NOT NULL REFERENCES classes (id),
    PRIMARY KEY (label_set_id, photo_id, class_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rejections_by_photo ON rejections (photo_id);

  CREATE TABLE skips (
    label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    times INTEGER NOT NULL CHECK (times > 0),
    PRIMARY KEY (label_set_id, photo_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX skips_by_photo ON skips (photo_id);
`

const GROUPS = `
  CREATE TABLE clusterings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    space TEXT NOT NULL UNIQUE,
    inertia REAL NOT NULL,
    seed INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE cluster_members (
    clustering_id INTEGER NOT NULL REFERENCES clusterings (id) ON DELETE CASCADE,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    cluster INTEGER NOT NULL CHECK (cluster >= 0),
    PRIMARY KEY (clustering_id, photo_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX cluster_members_by_photo ON cluster_members (photo_id);
`

const HEADS = `
  CREATE TABLE heads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
    strategy TEXT NOT NULL,
    backbone_id INTEGER NOT NULL REFERENCES backbones (id),
    backend TEXT NOT NULL,
    seed INTEGER NOT NULL,
    hyper_parameters TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    labels INTEGER NOT NULL,
    classes INTEGER NOT NULL,
    metrics TEXT NOT NULL,
    weights BLOB NOT NULL,
    blend TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  -- vector: float16, little endian, the same length for all photos of a head.
  CREATE TABLE embeddings (
    head_id INTEGER NOT NULL REFERENCES heads (id) ON DELETE CASCADE,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    vector BLOB NOT NULL,
    PRIMARY KEY (head_id, photo_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX embeddings_by_photo ON embeddings (photo_id);

  CREATE TABLE suggestions (
    head_id INTEGER NOT NULL REFERENCES heads (id) ON DELETE CASCADE,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    class_id INTEGER NOT NULL REFERENCES classes (id),
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
    PRIMARY KEY (head_id, photo_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX suggestions_by_photo ON suggestions (photo_id);
`
