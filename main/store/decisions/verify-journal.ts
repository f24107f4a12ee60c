/** @file Computes the current state from the journal, entry by entry, and compares it with the tables that store it. */
import type { ReadableDatabase } from '../lifecycle/database.ts'
import type { DecisionId, LabelSetId } from '../types/index.ts'

interface ItemRow {
  labelSet: LabelSetId
  decision: DecisionId
  photo: number
  effect: 'label' | 'rejection' | 'skip'
  classId: number | null
  from: number | null
  to: number | null
}

/** The current values: the key names label set, photo, effect and, for a rejection, the class. */
type State = Map<string, number>

/**
 * @returns a sentence for each item whose old value differs from the one before, and for each difference from the tables.
 */
export function journalProblems(database: ReadableDatabase): string[] {
  const { state, problems } = foldJournal(database)
  return [...problems, ...differences(state, storedState(database)), ...unknownClasses(database)]
}

function foldJournal(database: ReadableDatabase): { state: State; problems: string[] } {
  const state: State = new Map()
  const problems: string[] = []
  const items = database.each<ItemRow>(
    `SELECT label_set_id AS labelSet, decision_id AS decision, photo_id AS photo, effect, class_id AS classId,
      from_value AS "from", to_value AS "to"
      FROM decision_items JOIN decisions ON decisions.id = decision_id ORDER BY decision_id, ordinal`,
  )
  for (const item of items) {
    const key = keyOf(item)
    if ((state.get(key) ?? 0) !== (item.from ?? 0)) {
      problems.push(`Decision ${item.decision} does not continue the ${key}.`)
    }
    if (item.to === null || item.to === 0) state.delete(key)
    else state.set(key, item.to)
  }
  return { state, problems }
}

function keyOf({ labelSet, photo, effect, classId }: Omit<ItemRow, 'decision' | 'from' | 'to'>): string {
  const ofClass = classId === null ? '' : ` for class ${classId}`
  return `${effect} of photo ${photo}${ofClass} in label set ${labelSet}`
}

function storedState(database: ReadableDatabase): State {
  const rows = database.all<Omit<ItemRow, 'decision' | 'from' | 'to'> & { value: number }>(`
    SELECT label_set_id AS labelSet, photo_id AS photo, 'label' AS effect, NULL AS classId, class_id AS value FROM labels
    UNION ALL SELECT label_set_id, photo_id, 'rejection', class_id, 1 FROM rejections
    UNION ALL SELECT label_set_id, photo_id, 'skip', NULL, times FROM skips`)
  return new Map(rows.map((row): [string, number] => [keyOf(row), row.value]))
}

function differences(journal: State, stored: State): string[] {
  const keys = new Set([...journal.keys(), ...stored.keys()])
  return [...keys]
    .filter((key) => journal.get(key) !== stored.get(key))
    .map((key) => {
      const sides = `${stored.get(key) ?? 'nothing'} is stored, the journal says ${journal.get(key) ?? 'nothing'}`
      return `The ${key} is wrong: ${sides}.`
    })
}

/** The values of label items have no foreign keys, since the same columns hold other numbers for the other effects. */
function unknownClasses(database: ReadableDatabase): string[] {
  return database
    .all<{ decision: DecisionId }>(
      `SELECT DISTINCT decision_id AS decision FROM decision_items WHERE effect = 'label'
        AND ((from_value IS NOT NULL AND from_value NOT IN (SELECT id FROM classes))
          OR (to_value IS NOT NULL AND to_value NOT IN (SELECT id FROM classes)))`,
    )
    .map(({ decision }) => `Decision ${decision} names a class that is not there.`)
}
