/**
 * @file The tables of pages. At most one page of a label set is open; it is answered by a decision, or discarded when
 * another is opened.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { SetAsideAs } from '../../../shared/set-aside.ts'
import { labelsBeforeSplits } from './answered-labels.ts'
import { movesInForce, currentClass } from './class-moves.ts'
import { assertClass } from './classes.ts'
import { assertLabelSet } from './label-sets.ts'
import { rolesOf } from './roles.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'
import { assertPhoto } from '../photos/photos.ts'
import type { ClassId, DecisionId, LabelSetId, NewPage, PageId, Pages, StoredPage } from '../types/index.ts'

const COLUMNS = `id, label_set_id AS labelSet, kind, class_id AS classId, purity, goal, seed, query, blind,
  audit_id AS audit, state, answered_by AS answeredBy, opened_at AS openedAt`

interface PageRow extends Omit<StoredPage, 'photos' | 'blind'> {
  blind: number
}

type PagePhotoRow = Required<StoredPage['photos'][number]>

/** In the tables, a page of kind `mixed` is one of a class without a class: its photos have theirs. */
const STORED_MIXED = 'class'

interface BlindAnswer {
  photo: PhotoId
  guess: ClassId | null
  label: ClassId | null
}

const BLIND_ANSWERS = `SELECT page_photos.photo_id AS photo, pages.class_id AS guess, labels.class_id AS label FROM pages
  JOIN decisions ON decisions.id = pages.answered_by AND decisions.kind = 'page'
  JOIN page_photos ON page_photos.page_id = pages.id
  LEFT JOIN labels ON labels.photo_id = page_photos.photo_id AND labels.label_set_id = pages.label_set_id
  WHERE pages.label_set_id = ? AND pages.blind = 1 AND pages.audit_id IS NULL AND pages.state = 'answered'
  ORDER BY pages.id DESC LIMIT ?`

const ASKED_AGAIN = `SELECT DISTINCT photo_id AS photo FROM page_photos JOIN pages ON pages.id = page_photos.page_id
  WHERE pages.label_set_id = ? AND pages.query = 'suspects' AND pages.state = 'answered' AND pages.opened_at >= ?`

const LAST_BLIND = `SELECT max(id) AS id FROM pages
  WHERE label_set_id = ? AND blind = 1 AND audit_id IS NULL AND state = 'answered'`

const ANSWERED_SINCE =
  "SELECT count(*) AS count FROM pages WHERE label_set_id = ? AND state = 'answered' AND id > ?"

export function pagesOf(database: WritableDatabase, clock: () => number): Pages {
  return {
    current: (labelSet) => {
      const row = database.first<PageRow>(
        `SELECT ${COLUMNS} FROM pages WHERE label_set_id = ? AND state = 'open'`,
        labelSet,
      )
      return row && withPhotos(database, row)
    },
    open: (labelSet, page) => database.transaction(() => openPage(database, labelSet, page, clock())),
    get: (id) => {
      const row = pageRow(database, id)
      return row && withPhotos(database, row)
    },
    blindAnswers: (labelSet, limit) => {
      const moves = movesInForce(database, labelSet)
      const before = labelsBeforeSplits(database, labelSet)
      const roles = rolesOf(database, labelSet)
      return database.all<BlindAnswer>(BLIND_ANSWERS, labelSet, limit).map(({ photo, guess, label }) => ({
        guess: currentClass(moves, guess),
        label: label === null || saysNothing(roles.get(label)) ? null : (before.get(photo) ?? label),
      }))
    },
    askedAgain: (labelSet, since = 0) =>
      new Set(database.all<{ photo: PhotoId }>(ASKED_AGAIN, labelSet, since).map(({ photo }) => photo)),
    answeredSinceBlind: (labelSet) => {
      const last = database.first<{ id: PageId | null }>(LAST_BLIND, labelSet)?.id ?? null
      if (last === null) return undefined
      return database.first<{ count: number }>(ANSWERED_SINCE, labelSet, last)?.count
    },
    answeredBy: (pageId, decisionId) => {
      assertAnsweredBy(database, pageId, decisionId)
    },
  }
}

/** @throws AppError `not-found`, or `conflict` for a page that is not open (any more). */
export function assertOpen(database: ReadableDatabase, labelSet: LabelSetId, pageId: PageId): void {
  const page = pageRow(database, pageId)
  if (page?.labelSet !== labelSet) {
    throw new AppError('not-found', sentence('no-page', { page: pageId }), { page: pageId })
  }
  if (page.state !== 'open') {
    throw new AppError('conflict', sentence('page-was', { page: pageId, state: page.state }), {
      page: pageId,
    })
  }
}

export function setAnswered(database: WritableDatabase, pageId: PageId, decision: DecisionId): void {
  database.run("UPDATE pages SET state = 'answered', answered_by = ? WHERE id = ?", decision, pageId)
}

/**
 * Opens the page of an undone decision again and discards the open one, which was made from labels that no longer exist. A page that
 * was recorded was never open, and leaves the open one alone.
 */
export function reopenPage(database: WritableDatabase, labelSet: LabelSetId, pageId: PageId): void {
  const state = wasRecorded(database, pageId) ? 'discarded' : 'open'
  if (state === 'open') discardOpen(database, labelSet)
  database.run('UPDATE pages SET state = ?, answered_by = NULL WHERE id = ?', state, pageId)
}

/** For a decision that is redone: marks its page as answered, whatever its state is. */
export function answerPageAgain(
  database: WritableDatabase,
  labelSet: LabelSetId,
  pageId: PageId,
  decision: DecisionId,
): void {
  if (!wasRecorded(database, pageId)) discardOpen(database, labelSet)
  setAnswered(database, pageId, decision)
}

/** `recordPage` writes a page at the very time of its decision; nobody answers an open page in the millisecond that it opens in. */
function wasRecorded(database: ReadableDatabase, pageId: PageId): boolean {
  const found = database.first<{ id: PageId }>(
    `SELECT pages.id FROM pages JOIN decisions ON decisions.page_id = pages.id AND decisions.of_id IS NULL
      WHERE pages.id = ? AND pages.query = 'suspects' AND pages.opened_at = decisions.at`,
    pageId,
  )
  return found !== undefined
}

/** A photo of nothing is of no class, so every guess was wrong. Else the person did not say which class it is of. */
function saysNothing(as: SetAsideAs | undefined): boolean {
  return as !== undefined && as !== 'no-subject'
}

function pageRow(database: ReadableDatabase, id: PageId): PageRow | undefined {
  return database.first<PageRow>(`SELECT ${COLUMNS} FROM pages WHERE id = ?`, id)
}

function withPhotos(database: ReadableDatabase, row: PageRow): StoredPage {
  const moves = movesInForce(database, row.labelSet)
  const kind = row.kind === STORED_MIXED && row.classId === null ? 'mixed' : row.kind
  const photos = database
    .all<PagePhotoRow>(
      'SELECT photo_id AS id, probability, raw, class_id AS classId FROM page_photos WHERE page_id = ? ORDER BY ordinal',
      row.id,
    )
    .map(({ classId, ...photo }) =>
      kind === 'mixed' ? { ...photo, classId: currentClass(moves, classId) } : photo,
    )
  return { ...row, kind, classId: currentClass(moves, row.classId), blind: row.blind === 1, photos }
}

function openPage(database: WritableDatabase, labelSet: LabelSetId, page: NewPage, now: number): StoredPage {
  discardOpen(database, labelSet)
  return insertPage(database, labelSet, { page, state: 'open', now })
}

/** A page that was shown elsewhere than in the review. The one that is open stays so; the decision then marks this one as answered. */
export function recordPage(
  database: WritableDatabase,
  labelSet: LabelSetId,
  page: NewPage,
  now: number,
): PageId {
  return insertPage(database, labelSet, { page, state: 'discarded', now }).id
}

function insertPage(
  database: WritableDatabase,
  labelSet: LabelSetId,
  { page, state, now }: { page: NewPage; state: 'open' | 'discarded'; now: number },
): StoredPage {
  assertLabelSet(database, labelSet)
  if (page.classId !== null) assertClass(database, labelSet, page.classId)
  const { blind = false, audit = null } = page
  const { id } = database.run(
    `INSERT INTO pages (label_set_id, kind, class_id, purity, goal, seed, query, blind, audit_id, state, opened_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    labelSet,
    page.kind === 'mixed' ? STORED_MIXED : page.kind,
    page.classId,
    page.purity,
    page.goal,
    page.seed,
    page.query,
    blind ? 1 : 0,
    audit,
    state,
    now,
  )
  for (const [ordinal, photo] of page.photos.entries()) {
    assertPhoto(database, photo.id)
    const { probability, raw, classId = null } = photo
    if (classId !== null) assertClass(database, labelSet, classId)
    database.run(
      'INSERT INTO page_photos (page_id, ordinal, photo_id, probability, raw, class_id) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      ordinal,
      photo.id,
      probability,
      raw,
      classId,
    )
  }
  return { ...page, blind, audit, id, labelSet, state, answeredBy: null, openedAt: now }
}

function discardOpen(database: WritableDatabase, labelSet: LabelSetId): void {
  database.run("UPDATE pages SET state = 'discarded' WHERE label_set_id = ? AND state = 'open'", labelSet)
}

function assertAnsweredBy(database: ReadableDatabase, pageId: PageId, decision: DecisionId): void {
  if (pageRow(database, pageId)?.answeredBy !== decision) {
    const said = sentence('page-not-answered-so', { decision, page: pageId })
    throw new AppError('conflict', said, { page: pageId })
  }
}
