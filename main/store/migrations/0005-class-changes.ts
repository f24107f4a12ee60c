/** @file Migration 5: a class is renamed, merged into another, or deleted by one decision. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createClassChanges(database: WritableDatabase): void {
  database.execute(`
    -- What it does to whole classes; null for a decision about photos alone.
    ALTER TABLE decisions ADD COLUMN change TEXT CHECK (change IN ('rename', 'merge', 'delete'));
    CREATE INDEX decisions_by_change ON decisions (label_set_id) WHERE change IS NOT NULL;

    -- What became of the classes that a decision renamed or merged; null where it deleted them.
    CREATE TABLE class_moves (
      decision_id INTEGER NOT NULL REFERENCES decisions (id),
      class_id INTEGER NOT NULL REFERENCES classes (id),
      to_class_id INTEGER REFERENCES classes (id),
      PRIMARY KEY (decision_id, class_id),
      CHECK (to_class_id IS NOT class_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX class_moves_by_class ON class_moves (class_id);
    CREATE INDEX class_moves_by_target ON class_moves (to_class_id);
    CREATE TRIGGER class_moves_never_change BEFORE UPDATE ON class_moves
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER class_moves_are_kept BEFORE DELETE ON class_moves
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

    -- A name whose class was moved away may be given to a new class.
    DROP INDEX classes_by_name;
    CREATE INDEX classes_by_name ON classes (label_set_id, ifnull(parent_id, 0), name);
  `)
}
