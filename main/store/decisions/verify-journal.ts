/** @file Computes the current state from the journal, entry by entry, and compares it with the tables that store it. */
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
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

/** What a value is of. */
type Subject = Omit<ItemRow, 'decision' | 'from' | 'to'>

/** The current values, by label set, photo, effect and, for a rejection, the class. */
type State = Map<string, { readonly subject: Subject; readonly value: number }>

/**
 * @returns a problem for each item whose old value differs from the one before, and for each difference from the tables.
 */
export function journalProblems(database: ReadableDatabase): Sentence[] {
  const { state, problems } = foldJournal(database)
  return [...problems, ...differences(state, storedState(database)), ...unknownClasses(database)]
}

function foldJournal(database: ReadableDatabase): { state: State; problems: Sentence[] } {
  const state: State = new Map()
  const problems: Sentence[] = []
  const items = database.each<ItemRow>(
    `SELECT label_set_id AS labelSet, decision_id AS decision, photo_id AS photo, effect, class_id AS classId,
      from_value AS "from", to_value AS "to"
      FROM decision_items JOIN decisions ON decisions.id = decision_id ORDER BY decision_id, ordinal`,
  )
  for (const item of items) {
    const key = keyOf(item)
    if ((state.get(key)?.value ?? 0) !== (item.from ?? 0)) {
      problems.push(sentence('check-journal-gap', { decision: item.decision, value: nameOf(item) }))
    }
    if (item.to === null || item.to === 0) state.delete(key)
    else state.set(key, { subject: item, value: item.to })
  }
  return { state, problems }
}

function keyOf({ labelSet, photo, effect, classId }: Subject): string {
  return [labelSet, photo, effect, classId].join()
}

function nameOf({ labelSet, photo, effect, classId }: Subject): Sentence {
  switch (effect) {
    case 'label':
      return sentence('check-label', { photo, labelSet })
    case 'rejection':
      return sentence('check-rejection', { photo, class: classId ?? 0, labelSet })
    case 'skip':
      return sentence('check-skip', { photo, labelSet })
  }
}

function storedState(database: ReadableDatabase): State {
  const rows = database.all<Subject & { value: number }>(`
    SELECT label_set_id AS labelSet, photo_id AS photo, 'label' AS effect, NULL AS classId, class_id AS value FROM labels
    UNION ALL SELECT label_set_id, photo_id, 'rejection', class_id, 1 FROM rejections
    UNION ALL SELECT label_set_id, photo_id, 'skip', NULL, times FROM skips`)
  return new Map(rows.map(({ value, ...subject }) => [keyOf(subject), { subject, value }]))
}

function differences(journal: State, stored: State): Sentence[] {
  return [...new Map([...journal, ...stored])].flatMap(([key, { subject }]) => {
    const [here, there] = [stored.get(key)?.value, journal.get(key)?.value]
    if (here === there) return []
    const nothing = sentence('check-nothing')
    return sentence('check-state-wrong', {
      value: nameOf(subject),
      stored: here ?? nothing,
      journal: there ?? nothing,
    })
  })
}

/** The values of label items have no foreign keys, since the same columns hold other numbers for the other effects. */
function unknownClasses(database: ReadableDatabase): Sentence[] {
  return database
    .all<{ decision: DecisionId }>(
      `SELECT DISTINCT decision_id AS decision FROM decision_items WHERE effect = 'label'
        AND ((from_value IS NOT NULL AND from_value NOT IN (SELECT id FROM classes))
          OR (to_value IS NOT NULL AND to_value NOT IN (SELECT id FROM classes)))`,
    )
    .map((row) => sentence('check-class-absent', row))
}
