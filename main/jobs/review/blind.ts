/**
 * @file Blind checks: one photo, drawn at random, whose suggestion is stored but not shown. While an audit runs every
 * page is one. Otherwise, if the caller allows it, about one page in 25 is (or the next one, if asked for); the
 * estimate of the accuracy comes from these.
 */
import { suggestedClass } from '../../group/class-pages.ts'
import { indicesWhere } from '../../learn/fast-path/indices.ts'
import { UNLABELLED } from '../../math/labels.ts'
import { Random } from '../../math/random.ts'
import type { AuditId, ClassId, LabelSetId, Store, StoredPage } from '../../store/types/index.ts'
import { auditProgress } from '../audit/progress.ts'
import type { ReviewSnapshot, Draft } from './next-page.ts'

/** With fewer labels the suggestions change so fast that a check says nothing about the next ones. */
const FEWEST_LABELS = 50
/** One page in 25: the cost of the estimate. */
const PAGES_PER_CHECK = 25
/** After so many answered pages without a new class most photos are of a class with a name. */
const PAGES_WITHOUT_NEW = 5
/** With more answered pages no check is put off, though new classes still come. */
const MOST_PAGES_WITHOUT_CHECK = 2 * PAGES_PER_CHECK

export interface Check extends Draft {
  readonly blind: true
  readonly audit: AuditId | null
}

/** The check that is due now; undefined when the next page is an ordinary one. */
export function dueCheck(
  store: Store,
  labelSet: LabelSetId,
  snapshot: ReviewSnapshot,
  { sample = false, seed }: { sample?: boolean | 'now' | undefined; seed: number },
): Check | undefined {
  const progress = auditProgress(store, labelSet)
  const next = progress?.next
  if (progress !== undefined && next !== undefined) {
    const { photo: id, probability, class: classId } = next
    return checkOf({ id, probability, raw: probability }, classId, progress.audit.id)
  }
  const { labelledCount } = snapshot.evidence
  return isSampleDue(store, labelSet, labelledCount, sample) ? sampleCheck(snapshot, seed) : undefined
}

/** Whether a check comes before any other page, as long as a photo is without a label: of an audit, or now and then. */
export function checkDue(
  store: Store,
  labelSet: LabelSetId,
  labelled: number,
  sample: boolean | 'now',
): 'audit' | 'sample' | undefined {
  if (auditProgress(store, labelSet)?.next !== undefined) return 'audit'
  return isSampleDue(store, labelSet, labelled, sample) ? 'sample' : undefined
}

/** @param labelled how many photos have a label */
function isSampleDue(store: Store, labelSet: LabelSetId, labelled: number, sample: boolean | 'now'): boolean {
  if (sample === false || labelled < FEWEST_LABELS) return false
  const since = store.pages.answeredSinceBlind(labelSet)
  if (sample !== 'now' && since !== undefined && since < PAGES_PER_CHECK - 1) return false
  return sample === 'now' || !stillFindsClasses(store, labelSet)
}

/**
 * Whether the latest pages brought new classes. A random photo is then often of a class without a name: no suggestion can be right
 * about it, and the person would have to name a class by a single photo.
 */
function stillFindsClasses(store: Store, labelSet: LabelSetId): boolean {
  const named = new Set<ClassId>()
  let pages = 0
  let sinceFound = Infinity
  for (const { page, classes } of store.journal.inForce(labelSet)) {
    const isNew = classes.some((id) => !named.has(id))
    for (const id of classes) named.add(id)
    if (page === null) continue
    pages += 1
    sinceFound = isNew ? 0 : sinceFound + 1
  }
  return sinceFound < PAGES_WITHOUT_NEW && pages < MOST_PAGES_WITHOUT_CHECK
}

/**
 * Whether the open page is the check that is due. Outside of an audit any open check is; in an audit only the one of
 * the same photo.
 */
export function isCheck(open: StoredPage, check: Check): boolean {
  if (!open.blind || open.audit !== check.audit) return false
  return check.audit === null || open.photos.at(0)?.id === check.photos.at(0)?.id
}

/** Uniformly random among the photos without a label; undefined when there is none. */
function sampleCheck({ space, ranking, evidence, upTo }: ReviewSnapshot, seed: number): Check | undefined {
  const rows = indicesWhere(ranking.labels, (label) => label === UNLABELLED)
  if (rows.length === 0) return undefined
  const row = rows[new Random(seed).fork(`check after ${upTo}`).integer(rows.length)]
  const guess = suggestedClass(ranking, row)
  const classId = guess === null ? null : evidence.classIds[guess]
  return checkOf(
    { id: space.ids[row], probability: ranking.calibrated[row], raw: ranking.probability[row] },
    classId,
    null,
  )
}

function checkOf(photo: Draft['photos'][number], classId: ClassId | null, audit: AuditId | null): Check {
  return { kind: 'single', classId, purity: photo.probability, photos: [photo], blind: true, audit }
}
