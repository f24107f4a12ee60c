/** @file How far the running audit is, read off the frozen suggestions, the labels and the answered checks. */
import type { AuditState } from '../../../shared/contract/audit.ts'
import { checksUpTo, followTests, testsOf, type TestProgress } from '../../learn/assessment/audit.ts'
import { mostWrong } from '../../learn/assessment/bounds.ts'
import { Random } from '../../math/random.ts'
import type { AuditPhoto, LabelSetId, Store, StoredAudit } from '../../store/types/index.ts'

export interface AuditProgress {
  readonly audit: StoredAudit
  /** Present photos that are not set aside, surest suggestion first; and see `isInAudit`. */
  readonly photos: readonly AuditPhoto[]
  readonly tests: readonly TestProgress[]
  /** Photos of `photos` that checks can be drawn from, in their order. */
  readonly order: readonly number[]
  /** The photo to be checked next; undefined when the audit has come to its end. */
  readonly next: AuditPhoto | undefined
  /** The last test that held. */
  readonly held: TestProgress | undefined
}

/** The progress of the running audit; undefined when none runs. */
export function auditProgress(store: Store, labelSet: LabelSetId): AuditProgress | undefined {
  const audit = store.audits.running(labelSet)
  if (audit === undefined) return undefined
  const photos = store.audits.photos(audit.id).filter((photo) => photo.present && isInAudit(photo))
  const order = drawingOrder(audit, photos)
  const tests = testsOf(
    photos.map(({ probability }) => probability),
    audit.candidates,
    audit,
  )
  const followed = followTests(tests, order, (position) => verdictOn(photos[position]))
  return {
    audit,
    photos,
    order,
    tests: followed.tests,
    next: followed.next === undefined ? undefined : photos[followed.next],
    held: followed.tests.findLast(({ state }) => state === 'held'),
  }
}

export function auditState(progress: AuditProgress): AuditState {
  const { audit, photos, order, tests, held } = progress
  const checked = checkedPhotos(progress)
  const isChecking = tests.some(({ state }) => state === 'checking')
  return {
    id: audit.id,
    maximumError: audit.maximumError,
    confidence: audit.confidence,
    startedAt: audit.startedAt,
    photos: photos.length,
    checks: checked.length,
    right: checked.filter((photo) => verdictOn(photo) === true).length,
    needed: checksUpTo(tests, order).at(-1) ?? 0,
    outcome: isChecking ? 'checking' : held === undefined ? 'failed' : 'held',
    candidates: [...tests],
    accepted: held === undefined ? null : acceptedBy(progress, held),
  }
}

/**
 * A photo that is set aside would not get the label, so it is no part of the promise. But where the person was asked about it, it
 * speaks for or against the suggestions for photos like it, whatever it is set aside as then: else an audit would hold by leaving out
 * what it got wrong.
 */
function isInAudit({ setAside, asked }: AuditPhoto): boolean {
  return setAside === null || asked
}

/** Whether the person says what was suggested; undefined while nobody was asked. A check without an answer speaks against it. */
function verdictOn(photo: AuditPhoto): boolean | undefined {
  if (photo.label !== null) return photo.label === photo.class
  return photo.asked ? false : undefined
}

/** The same for as long as the audit runs, also when photos of it are forgotten. */
export function drawingOrder(
  { seed, frozen }: Pick<StoredAudit, 'seed' | 'frozen'>,
  photos: readonly { readonly ordinal: number }[],
): number[] {
  const positionOf = new Map(photos.map(({ ordinal }, position) => [ordinal, position]))
  const ordinals = Array.from({ length: frozen }, (_, ordinal) => ordinal)
  return new Random(seed)
    .fork('audit')
    .shuffle(ordinals)
    .flatMap((ordinal) => positionOf.get(ordinal) ?? [])
}

/** The photos of all samples so far that have their verdict; each counts once. */
function checkedPhotos({ photos, order, tests }: AuditProgress): AuditPhoto[] {
  const drawn = new Set<number>()
  for (const { state, photos: size, checks } of tests) {
    if (state === 'waiting') continue
    const sample = order.filter((position) => position < size).slice(0, checks)
    for (const position of sample) drawn.add(position)
  }
  return [...drawn].map((position) => photos[position]).filter((photo) => verdictOn(photo) !== undefined)
}

function acceptedBy(
  { audit, photos }: AuditProgress,
  { threshold, photos: size, checks, wrong }: TestProgress,
): AuditState['accepted'] {
  const unlabelled = photos.slice(0, size).filter(({ label }) => label === null).length
  const errorAtMost = mostWrong({ checks, wrong }, size, audit.confidence) / size
  return { threshold, photos: size, unlabelled, errorAtMost }
}
