/**
 * @file The journal of decisions.
 *
 * [Note: The journal]
 * Whatever a person decides is appended to `decisions`, with one row in `decision_items` for every change of a photo: its
 * label, a rejection, how often it was skipped, each with the old and the new value. Triggers refuse to change or delete
 * any of it (only forgetting a photo removes its items). The current state is the last `to` of each; it is also stored in
 * the tables `labels`, `rejections` and `skips`, written in the same transaction, and `check` computes it from the journal
 * again to compare.
 *
 * Undo is a stack: it takes back the newest decision in force by appending the same items swapped (a decision changes each
 * value at most once, so their order does not matter), as an entry of kind `undo` that refers to it (`of`). Redo appends
 * the items again. After a new decision, what was undone before can no longer be redone. All of this follows from the
 * journal, so it survives a restart: a decision is in force unless the last entry that refers to it is an `undo`, and it
 * can be redone while that `undo` is newer than every decision that is neither undo nor redo. A decision may also rename,
 * merge or delete whole classes: see class-moves.ts. Undo also opens again the page that an answer ended, or the audit that
 * an acceptance ended (see audits.ts).
 */
import type { PhotoId } from '../../../shared/domain.ts'
import type { SetAsideAs } from '../../../shared/set-aside.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { labelsBeforeSplits } from './answered-labels.ts'
import { planClassChange } from './class-change.ts'
import { insertMoves } from './class-moves.ts'
import { planDecision } from './decision-plan.ts'
import { countInForce, decisionsInForce, hasDecidedAfter, historyOf } from './history.ts'
import { IS_UNDONE } from './in-force.ts'
import { countEntries, entriesAfter } from './journal-entries.ts'
import {
  allLabels,
  allRejections,
  allSkips,
  applyItem,
  type Item,
  itemsOf,
  labelOf,
  rejectionsOf,
  swapped,
} from './journal-items.ts'
import { countByRole, labelsOfClasses, labelsOfRoles, roleOf, rolesOf } from './roles.ts'
import { acceptAuditAgain, reopenAudit } from './audits.ts'
import { answerPageAgain, assertOpen, recordPage, reopenPage, setAnswered } from './pages.ts'
import type {
  ClassChange,
  ClassChanged,
  ClassId,
  DecisionId,
  Journal,
  LabelSetId,
  NewDecision,
  PageId,
} from '../types/index.ts'

interface Entry {
  labelSet: LabelSetId
  kind: NewDecision['kind'] | 'undo' | 'redo'
  actor: string
  at: number
  page: PageId | null
  of: DecisionId | null
}

/** A journal entry, about photos alone or about whole classes. */
type NewEntry = Entry & { readonly change?: ClassChange['change']; readonly isSplit?: boolean | undefined }

interface DecisionRow {
  id: DecisionId
  page: PageId | null
}

const PERSON = 'person'

export function journalOf(database: WritableDatabase, clock: () => number): Journal {
  return {
    decide: (decision) => database.transaction(() => decide(database, decision, clock())),
    changeClasses: (change) => database.transaction(() => changeClasses(database, change, clock())),
    undo: (labelSet, actor = PERSON) => database.transaction(() => undo(database, labelSet, actor, clock())),
    redo: (labelSet, actor = PERSON) => database.transaction(() => redo(database, labelSet, actor, clock())),
    history: (labelSet, limit) => historyOf(database, labelSet, limit),
    entries: (after, most) => entriesAfter(database, after, most),
    countEntries: () => countEntries(database),
    knowsAside: () => rolesOf(database).size > 0,
    inForce: (labelSet) => decisionsInForce(database, labelSet),
    countInForce: (labelSet) => countInForce(database, labelSet),
    hasDecidedAfter: (labelSet, entry) => hasDecidedAfter(database, labelSet, entry),
    labels: (labelSet) => mapOf(labelsOfClasses(database, labelSet)),
    setAside: (labelSet) =>
      new Map(labelsOfRoles(database, labelSet).map((row): [PhotoId, SetAsideAs] => [row.photo, row.as])),
    countByRole: (labelSet) => countByRole(database, labelSet),
    labelsOfAnyRole: (labelSet) => mapOf(allLabels(database, labelSet)),
    labelsBeforeSplits: (labelSet) => labelsBeforeSplits(database, labelSet),
    labelOf: (labelSet, photo) => {
      const id = labelOf(database, labelSet, photo)
      return id === null || roleOf(database, id) !== null ? undefined : id
    },
    labelOfAnyRole: (labelSet, photo) => labelOf(database, labelSet, photo) ?? undefined,
    rejections: (labelSet) => allRejections(database, labelSet),
    rejectionsOf: (labelSet, photo) => rejectionsOf(database, labelSet, photo),
    skips: (labelSet) =>
      new Map(allSkips(database, labelSet).map((row): [PhotoId, number] => [row.photo, row.times])),
    lastId: () => database.first<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM decisions')?.id ?? 0,
  }
}

function mapOf(labels: readonly { photo: PhotoId; class: ClassId }[]): Map<PhotoId, ClassId> {
  return new Map(labels.map((row) => [row.photo, row.class]))
}

function decide(database: WritableDatabase, decision: NewDecision, at: number): DecisionId {
  const { labelSet, kind, actor, shown, isSplit } = decision
  if (decision.page !== undefined) assertOpen(database, labelSet, decision.page)
  const items = planDecision(database, decision)
  const page = shown === undefined ? (decision.page ?? null) : recordPage(database, labelSet, shown, at)
  const id = append(database, { labelSet, kind, actor, at, page, of: null, isSplit }, items)
  if (page !== null) setAnswered(database, page, id)
  return id
}

function changeClasses(database: WritableDatabase, planned: ClassChange, at: number): ClassChanged {
  const { labelSet, actor, change } = planned
  const { items, moves, labelled } = planClassChange(database, planned)
  const id = append(database, { labelSet, kind: 'label', actor, at, page: null, of: null, change }, items)
  insertMoves(database, id, moves)
  return { decision: id, labelled }
}

function undo(
  database: WritableDatabase,
  labelSet: LabelSetId,
  actor: string,
  at: number,
): DecisionId | undefined {
  const decision = newestInForce(database, labelSet)
  if (decision === undefined) return undefined
  const { id, page } = decision
  const items = itemsOf(database, id).map((item) => swapped(item))
  append(database, { labelSet, kind: 'undo', actor, at, page, of: id }, items)
  if (page !== null) reopenPage(database, labelSet, page)
  reopenAudit(database, labelSet, id)
  return id
}

function redo(
  database: WritableDatabase,
  labelSet: LabelSetId,
  actor: string,
  at: number,
): DecisionId | undefined {
  const decision = lastUndone(database, labelSet)
  if (decision === undefined) return undefined
  const { id, page } = decision
  acceptAuditAgain(database, labelSet, id, at)
  append(database, { labelSet, kind: 'redo', actor, at, page, of: id }, itemsOf(database, id))
  if (page !== null) answerPageAgain(database, labelSet, page, id)
  return id
}

function append(database: WritableDatabase, entry: NewEntry, items: readonly Item[]): DecisionId {
  const { id } = database.run(
    `INSERT INTO decisions (label_set_id, kind, actor, at, page_id, of_id, change, is_split)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.labelSet,
    entry.kind,
    entry.actor,
    entry.at,
    entry.page,
    entry.of,
    entry.change ?? null,
    entry.isSplit === true ? 1 : 0,
  )
  for (const [ordinal, item] of items.entries()) applyItem(database, entry.labelSet, id, ordinal, item)
  return id
}

function newestInForce(database: ReadableDatabase, labelSet: LabelSetId): DecisionRow | undefined {
  return database.first<DecisionRow>(
    `SELECT id, page_id AS page FROM decisions WHERE label_set_id = ? AND of_id IS NULL AND NOT ${IS_UNDONE}
      ORDER BY id DESC LIMIT 1`,
    labelSet,
  )
}

/** Decisions that can be redone are newer than everything in force; the oldest of them was undone last. */
function lastUndone(database: ReadableDatabase, labelSet: LabelSetId): DecisionRow | undefined {
  return database.first<DecisionRow>(
    `SELECT id, page_id AS page FROM decisions
      WHERE label_set_id = ? AND of_id IS NULL AND id > ? AND ${IS_UNDONE}
        AND (SELECT max(later.id) FROM decisions AS later WHERE later.of_id = decisions.id)
          > (SELECT max(made.id) FROM decisions AS made WHERE made.label_set_id = decisions.label_set_id AND made.of_id IS NULL)
      ORDER BY id LIMIT 1`,
    labelSet,
    newestInForce(database, labelSet)?.id ?? 0,
  )
}
