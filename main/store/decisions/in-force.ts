/** @file SQL conditions on `decisions`, derived from the journal: see [Note: The journal] in journal.ts. */

/** The last entry that refers to it is an undo. */
export const IS_UNDONE = `coalesce((SELECT later.kind = 'undo' FROM decisions AS later
  WHERE later.of_id = decisions.id ORDER BY later.id DESC LIMIT 1), 0)`

/** It was not undone, and is itself neither undo nor redo. */
export const IN_FORCE = `kind NOT IN ('undo', 'redo') AND NOT ${IS_UNDONE}`
