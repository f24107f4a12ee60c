/** @file SQL conditions on `decisions`, read off the journal: see [Note: The journal] in journal.ts. */

/** The last entry that names it is an undo. */
export const IS_UNDONE = `coalesce((SELECT later.kind = 'undo' FROM decisions AS later
  WHERE later.of_id = decisions.id ORDER BY later.id DESC LIMIT 1), 0)`

/** It was not taken back, and is no undo or redo itself. */
export const IN_FORCE = `kind NOT IN ('undo', 'redo') AND NOT ${IS_UNDONE}`
