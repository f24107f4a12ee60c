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
  if (sample === false || snapshot.evidence.labelledCount < FEWEST_LABELS) return undefined
  const since = store.pages.answeredSinceBlind(labelSet)
  if (sample !== 'now' && since !== undefined && since < PAGES_PER_CHECK - 1) return undefined
  return sampleCheck(snapshot, seed)
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
