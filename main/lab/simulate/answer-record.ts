/** @file What is recorded of one answer of a simulated session; spending.ts sums it up. */
import type { AnsweredAs } from '../../../shared/contract/spending.ts'
import type { PageKind } from '../../../shared/domain.ts'
import { tally } from '../../math/statistics.ts'
import type { Truth } from './person.ts'
import {
  NO_CLASS,
  type ClassifiedPhotos,
  type Effort,
  type PersonAnswer,
  type SimulatedPage,
} from './policy.ts'

export interface AnswerRecord {
  readonly kind: PageKind
  readonly on: AnsweredAs
  /** Of the whole session so far, with this answer. */
  readonly actions: number
  /** True classes that it named. */
  readonly named: readonly number[]
  readonly effort: Effort
  /** Photos that got their first label as the page's class, and as another one after their exclusion. */
  readonly firstLabels: { readonly page: number; readonly excluded: number }
  /** Labels before it. */
  readonly labels: number
  /** Undefined where the page expects nothing. */
  readonly purity: Purity | undefined
  readonly changed: ChangedGuesses
  /** Actions for a mistyped name, with the answer that had it and its undo. */
  readonly undone: number
  /** Actions for merging names that mean the same. */
  readonly merged: number
}

interface Purity {
  /** The share of the photos that were expected to be of the page's class. */
  readonly expected: number
  readonly photos: number
  readonly right: number
}

/** Guesses for photos without a label that the answer was not about. */
export interface ChangedGuesses {
  readonly all: number
  readonly madeRight: number
  readonly madeWrong: number
}

/** What a session knows between two answers. */
export interface SessionState {
  /** The guess for every photo: an index of `named`, or NO_CLASS. */
  readonly guess: Int32Array
  /** True classes in the order in which they were named. */
  readonly named: readonly number[]
}

export function recordOf(
  { page, answer, actions }: { page: SimulatedPage; answer: PersonAnswer; actions: number },
  { truth, before, after }: { truth: Truth; before: SessionState; after: SessionState },
  /** [n] the true class that each photo was labelled with before the answer, or NO_CLASS. */
  labels: Int32Array,
): Omit<AnswerRecord, 'undone' | 'merged'> {
  const classified = answer.skip ? [] : answer.labels
  const isMixed = page.suggestions !== undefined
  const ofPage = isMixed ? undefined : classified.at(0)
  const confirmed = isMixed ? confirmedAs(page, classified) : (ofPage?.photos ?? [])
  const others = classified.flatMap(({ photos }) => photos).filter((photo) => !confirmed.includes(photo))
  const named = after.named.slice(before.named.length)
  const isFirstPage = ofPage !== undefined && ofPage.class >= before.named.length
  const fresh = (photos: readonly number[]): number =>
    photos.filter((photo) => labels[photo] === NO_CLASS).length
  return {
    kind: page.kind,
    on: isFirstPage ? 'first-page' : isMixed && !answer.skip ? 'mixed' : answeredAs(page, ofPage?.class),
    actions,
    named,
    effort: answer.skip ? { opened: 0, excluded: 0, sent: 0 } : answer.effort,
    firstLabels: {
      page: fresh(confirmed),
      excluded: fresh(others),
    },
    labels: labels.reduce((sum, label) => sum + (label === NO_CLASS ? 0 : 1), 0),
    purity: purityOf(page, truth, before.named),
    changed: changedBy(page, labels, { truth, before, after }),
  }
}

/** The photos that got the class suggested for each. */
function confirmedAs({ suggestions }: SimulatedPage, classified: readonly ClassifiedPhotos[]): number[] {
  return classified.flatMap(({ class: index, photos }) =>
    photos.filter((photo) => suggestions?.get(photo) === index),
  )
}

function answeredAs(page: SimulatedPage, pageClass: number | undefined): AnsweredAs {
  if (pageClass === undefined) return 'skip'
  const isRight = page.suggested === pageClass
  if (page.kind === 'single' || page.photos.length === 1) return isRight ? 'single-right' : 'single-other'
  if (page.suggested === null) return 'new-page'
  return isRight ? 'confirmation' : 'other-class'
}

/** A single photo for which no class is suggested expects nothing. */
function purityOf(
  { kind, expected, suggested, suggestions, photos }: SimulatedPage,
  { classOf }: Truth,
  named: readonly number[],
): Purity | undefined {
  if (expected === undefined || (kind === 'single' && suggested === null)) return undefined
  if (suggestions !== undefined) {
    const own = photos.filter((photo) => classOf[photo] === named[suggestions.get(photo) ?? NO_CLASS])
    return { expected, photos: photos.length, right: own.length }
  }
  const counts = tally(photos.map((photo) => classOf[photo]))
  const right = suggested === null ? Math.max(...counts.values()) : (counts.get(named[suggested]) ?? 0)
  return { expected, photos: photos.length, right }
}

/** Photos that the answer was about, and labelled ones, do not count. */
function changedBy(
  { photos }: SimulatedPage,
  labels: Int32Array,
  { truth, before, after }: { truth: Truth; before: SessionState; after: SessionState },
): ChangedGuesses {
  const asked = new Set(photos)
  const changed = { all: 0, madeRight: 0, madeWrong: 0 }
  const guessed = ({ guess, named }: SessionState, photo: number): number =>
    guess[photo] < 0 ? NO_CLASS : named[guess[photo]]
  for (let photo = 0; photo < labels.length; photo += 1) {
    if (labels[photo] !== NO_CLASS || asked.has(photo)) continue
    const [was, is] = [guessed(before, photo), guessed(after, photo)]
    if (was === is) continue
    changed.all += 1
    if (is === truth.classOf[photo]) changed.madeRight += 1
    if (was === truth.classOf[photo]) changed.madeWrong += 1
  }
  return changed
}
