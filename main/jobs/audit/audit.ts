/**
 * @file The audit: plan, start, state, stop, accept. Its checks are blind pages of the review session (review/blind.ts), its
 * promise is that of learn/assessment/audit.ts.
 */
import type { AuditState } from '../../../shared/contract/audit.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { checksUpTo, planCandidates, type CandidateTest } from '../../learn/assessment/audit.ts'
import type { NewAudit, Store } from '../../store/types/index.ts'
import { importedGuesses } from '../elsewhere/imported-guesses.ts'
import type { ReviewSession } from '../review/session.ts'
import type { Guess } from '../review/suggestions.ts'
import { auditProgress, auditState, drawingOrder } from './progress.ts'

export async function planAudit(
  store: Store,
  session: ReviewSession,
  input: Parsed<'auditPlan'>,
): Promise<Output<'auditPlan'>> {
  const photos = await guessesOf(store, session, input)
  const tests = testsFor(photos, input)
  const ordinals = photos.map((_, ordinal) => ({ ordinal }))
  const upTo = checksUpTo(tests, drawingOrder({ seed: input.seed, frozen: photos.length }, ordinals))
  return {
    photos: photos.length,
    imported: importedGuesses(store, 0).length,
    candidates: tests.map(({ threshold, photos: size, allowed }, index) => ({
      threshold,
      photos: size,
      checks: upTo[index],
      allowed,
    })),
  }
}

/** @throws AppError `conflict` while one is running, or where the suggestions are not sure enough to promise anything of them. */
export async function startAudit(
  store: Store,
  session: ReviewSession,
  input: Parsed<'startAudit'>,
): Promise<AuditState> {
  const guesses = await guessesOf(store, session, input)
  const { maximumError, confidence, seed, threshold: lowest = 0 } = input
  const candidates = testsFor(guesses, input).filter(({ threshold }) => threshold >= lowest)
  if (candidates.length === 0) {
    throw new AppError('conflict', sentence('audit-unsure'))
  }
  const labelSet = store.labelSets.current()
  store.transaction(() => {
    store.audits.start(labelSet, {
      // By the time they are here another head may answer.
      head: guesses.at(0)?.head ?? null,
      maximumError,
      confidence,
      seed,
      candidates: candidates.map(({ threshold, allowed }) => ({ threshold, allowed })),
      photos: frozen(store, guesses),
    })
  })
  return auditState(running(store))
}

export function currentAudit(store: Store): Output<'audit'> {
  const progress = auditProgress(store, store.labelSets.current())
  return { audit: progress === undefined ? null : auditState(progress) }
}

/** @returns stopped: false when none was running. */
export function stopAudit(store: Store): Output<'stopAudit'> {
  const progress = auditProgress(store, store.labelSets.current())
  if (progress === undefined) return { stopped: false }
  const { outcome } = auditState(progress)
  store.audits.end(progress.audit.id, outcome === 'failed' ? 'failed' : 'stopped')
  return { stopped: true }
}

/**
 * Labels every photo of the threshold that held which has no label yet, except where the person said that it is not of that
 * class: one decision, which undo takes back.
 * @throws AppError `not-found` when no audit is running, `conflict` when nothing has held yet.
 */
export function acceptAudit(store: Store): Output<'acceptAudit'> {
  return store.transaction(() => {
    const labelSet = store.labelSets.current()
    const { audit, photos, held } = running(store)
    if (held === undefined) {
      throw new AppError('conflict', sentence('audit-nothing-held'))
    }
    const rejected = new Set(
      store.journal.rejections(labelSet).map(({ photo, class: id }) => `${photo}/${id}`),
    )
    const labels = photos
      .slice(0, held.photos)
      .filter(
        ({ photo, class: id, label, asked }) => label === null && !asked && !rejected.has(`${photo}/${id}`),
      )
      .map(({ photo, class: id }) => ({ photo, class: id }))
    const decision = store.journal.decide({
      labelSet,
      kind: 'label',
      actor: 'audit',
      labels,
      rejections: [],
      skips: [],
    })
    store.audits.end(audit.id, 'held', decision)
    return { decision, labelled: labels.length }
  })
}

function running(store: Store) {
  const progress = auditProgress(store, store.labelSets.current())
  if (progress === undefined) throw new AppError('not-found', sentence('no-audit'))
  return progress
}

function testsFor(
  photos: readonly Pick<Guess, 'probability'>[],
  bound: Pick<Parsed<'auditPlan'>, 'maximumError' | 'confidence'>,
): CandidateTest[] {
  return planCandidates(
    photos.map(({ probability }) => probability),
    bound,
  )
}

/** The suggestions of now, surest first. */
function guessesOf(
  store: Store,
  session: ReviewSession,
  { of }: Pick<Parsed<'auditPlan'>, 'of'>,
): Promise<Guess[]> {
  if (of === 'imported') return Promise.resolve(importedGuesses(store, 0))
  return session.suggest({ minProbability: 0 })
}

/** A class that was only imported is one of the library's from now on: checks ask about it. No photo is labelled by that. */
function frozen(store: Store, guesses: readonly Guess[]): NewAudit['photos'] {
  const labelSet = store.labelSets.current()
  const names = new Set(guesses.map((guess) => guess.class))
  const idOf = new Map([...names].map((name) => [name, store.classes.ensure(labelSet, name)]))
  return guesses.flatMap(({ photo, class: name, probability }) => {
    const id = idOf.get(name)
    return id === undefined ? [] : [{ photo, class: id, probability }]
  })
}
