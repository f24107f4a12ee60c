/**
 * @file Chooses the next page about a known class by its value; what comes before such pages:
 * main/jobs/review/next-page.ts. A `class` page costs one action and one more for every photo that has to be
 * excluded, so its value is the number of photos that it settles, against the errors expected on it. Two goals
 * conflict: to have every photo *right* soonest, doubtful photos come first (they teach); to have every photo
 * *confirmed* soonest, certain ones do.
 */
import type { Goal } from '../../shared/contract/measures.ts'
import type { PageKind } from '../../shared/domain.ts'
import { UNLABELLED } from '../math/labels.ts'
import type { Matrix } from '../math/matrix.ts'
import { oneOfEachStack, type Stacks } from './stacks.ts'

/** The classifier's results, by row. */
export interface Ranking {
  /** [n] class that a person confirmed, or UNLABELLED, or LEFT_OUT. */
  readonly labels: Int32Array
  readonly classCount: number
  /** [n] the likeliest class. */
  readonly guess: Int32Array
  /** [n] its probability, 0 to 1, before calibration. */
  readonly probability: Float64Array
  /**
   * [n] the second likeliest class's share of the probability that the likeliest leaves, 0 to 1: high where two
   * classes compete.
   */
  readonly runnerUpShare: Float64Array
  /** [n, classCount] the probabilities of all classes, before calibration. */
  readonly scores: Matrix
  /** [n] the probability after calibration. */
  readonly calibrated: Float64Array
  /** [n] how often the photo was skipped. */
  readonly skips: Int32Array
  /** [n] 1 where the photo has no label and is unlike every class so far: no class is suggested for it. */
  readonly unlike: Uint8Array
  /**
   * [classCount] 1 where no page of the class is offered for now: most of its last page was left out, and few labels
   * were given since.
   */
  readonly resting: Uint8Array
  /** The probability that a page of a class turns out to be of a class that has no name yet. */
  readonly unnamed: number
  /** Of the photos of a stack only the surest is put on a page of its class: it stands for all. */
  readonly stacks?: Stacks
}

export interface PageDraft {
  readonly kind: PageKind
  /** Index of the suggested class; null where there is none, and on a page of kind `mixed`: each photo has its guess. */
  readonly class: number | null
  readonly rows: readonly number[]
}

/** Nobody takes in more at a glance: a page has at most 60 photos, or as many stacks where they are shown as one. */
export const LARGEST_PAGE = 60
/** Below this probability a guess counts as none: the photo is asked about by itself. */
const LEAST_PROBABILITY = 0.02

/** The class that is suggested for a photo without a label; null where the photo is unlike all classes. */
export function suggestedClass(ranking: Ranking, index: number): number | null {
  if (ranking.classCount === 0 || ranking.unlike[index] === 1) return null
  return ranking.probability[index] >= LEAST_PROBABILITY ? ranking.guess[index] : null
}

/** Chosen by simulated sessions on six sets of photos, as the next ones were on caltech24: figures in docs/adr/0004-page-choice.md. */
const ACCURACY = { leastPurity: 0.9 }
/**
 * A photo that is right with probability p costs 1 - p exclusions, and near its end a session still settles about two
 * photos for each action: so a photo with p below 2 / 3 is better asked about later, when the classifier has learned
 * more.
 */
const COMMIT = { expectedErrors: 15, leastProbability: 0.65, fewestSure: 3 }
/** A page of the class that the person asked for shows all photos that are more likely of it than not. */
const LIKELY = 0.5

/**
 * A page with a smaller expected share of photos of its class asks "What are these?" instead: leaving most of it out
 * would cost more than naming it.
 */
export const LEAST_PURITY = 0.5

/** The expected share of these rows that are of their guessed class, 0 to 1. */
export function expectedPurity({ calibrated, unnamed }: Ranking, rows: readonly number[]): number {
  const right = rows.reduce((sum, index) => sum + calibrated[index], 0)
  return ((1 - unnamed) * right) / rows.length
}

/**
 * The next page of a known class, or, where `mixed` allows it, of several; undefined where none of several photos pays.
 * Pages of several classes settle photos, so they are of use only where all are to be confirmed.
 */
export function choosePage(ranking: Ranking, goal: Goal, { mixed = false } = {}): PageDraft | undefined {
  const page = goal === 'accuracy' ? teachingPage(ranking) : settlingPage(ranking, mixed)
  return page !== undefined && page.rows.length > 1 ? page : undefined
}

/**
 * The likeliest photos of one class, as long as each is more likely of it than not; at least one where any photo is
 * guessed to be of it.
 */
export function classPage(ranking: Ranking, index: number): PageDraft | undefined {
  const surest = candidates(ranking).get(index) ?? []
  const sure = surest.filter((i) => ranking.calibrated[i] >= LIKELY)
  const rows = (sure.length > 0 ? sure : surest.slice(0, 1)).slice(0, LARGEST_PAGE)
  return rows.length === 0 ? undefined : { kind: 'class', class: index, rows }
}

/**
 * For each class its least certain photos, as many as a page holds, where nine in ten of them are still expected to be right.
 * Errors between two classes teach most, since an exclusion then nearly tells which class the photo is of; but it costs
 * as much as to name a photo, which tells its class for certain: so less pure pages do not pay. A class with more doubtful
 * photos than a page holds has no page until single ones have made it surer: surer photos would teach nothing.
 */
function teachingPage(ranking: Ranking): PageDraft | undefined {
  let best: { value: number; page: PageDraft } | undefined
  for (const [index, surest] of offered(ranking)) {
    const rows = purePrefix(surest.toReversed(), ranking.calibrated)
    const errors = rows.reduce((sum, i) => sum + 1 - ranking.calibrated[i], 0)
    const taught = rows.reduce((sum, i) => sum + (1 - ranking.calibrated[i]) * ranking.runnerUpShare[i], 0)
    const value = taught / (1 + errors)
    if (rows.length > 1 && (best === undefined || value > best.value))
      best = { value, page: { kind: 'class', class: index, rows } }
  }
  return best?.page
}

/** The longest prefix that fits a page and is expected to be pure enough; it may be empty. */
function purePrefix(doubtful: readonly number[], calibrated: Float64Array): readonly number[] {
  let errors = 0
  let pure = 0
  doubtful.slice(0, LARGEST_PAGE).forEach((i, position) => {
    errors += 1 - calibrated[i]
    if (errors <= (1 - ACCURACY.leastPurity) * (position + 1)) pure = position + 1
  })
  return doubtful.slice(0, pure)
}

/**
 * For each class its likeliest photos, as long as few errors are expected; then the page with the most correct photos
 * per action; or a page of the likeliest photos of all classes, where that has more of them.
 */
function settlingPage(ranking: Ranking, mixed: boolean): PageDraft | undefined {
  const byClass = offered(ranking)
  const sure = bestByRate(byClass, ranking, (rows) => Math.max(1, countSure(rows, ranking.calibrated)))
  const several = mixed ? mixedPage(byClass, ranking) : undefined
  const value = sure === undefined ? 0 : rateOf(sure.rows, ranking.calibrated)
  if (several !== undefined && rateOf(several.rows, ranking.calibrated) > value) return several
  if (sure === undefined || sure.rows.length >= COMMIT.fewestSure) return sure
  return bestByRate(byClass, ranking, (rows) => mostCorrectPerAction(rows, ranking.calibrated))
}

/**
 * The likeliest photos of all classes, as long as few errors are expected; undefined where they are too few, or of one class.
 * Of a stack whose photos have several guesses, the likeliest photo counts.
 */
function mixedPage(byClass: Offered, ranking: Ranking): PageDraft | undefined {
  const { calibrated, guess } = ranking
  const likeliest = byClass
    .flatMap(([, rows]) => rows.slice(0, LARGEST_PAGE))
    .sort((a, b) => calibrated[b] - calibrated[a] || a - b)
  const shown = oneOfEachStack(likeliest, ranking.stacks).slice(0, LARGEST_PAGE)
  const rows = shown.slice(0, countSure(shown, calibrated))
  if (rows.length < COMMIT.fewestSure || expectedPurity(ranking, rows) < LEAST_PURITY) return undefined
  const isOfSeveral = rows.some((index) => guess[index] !== guess[rows[0]])
  return isOfSeveral ? { kind: 'mixed', class: null, rows } : undefined
}

/** How many of the rows, the likeliest first, are likely enough, with few errors expected among them. */
function countSure(rows: readonly number[], calibrated: Float64Array): number {
  let [errors, size] = [0, 0]
  for (const i of rows) {
    errors += 1 - calibrated[i]
    if (calibrated[i] < COMMIT.leastProbability || errors > COMMIT.expectedErrors) break
    size += 1
  }
  return size
}

/** Correct photos for each action, as expected. */
function rateOf(rows: readonly number[], calibrated: Float64Array): number {
  const correct = rows.reduce((sum, i) => sum + calibrated[i], 0)
  return correct / (1 + rows.length - correct)
}

function bestByRate(
  byClass: Offered,
  ranking: Ranking,
  sizeOf: (rows: readonly number[]) => number,
): PageDraft | undefined {
  let best: { value: number; page: PageDraft } | undefined
  for (const [index, surest] of byClass) {
    const shown = surest.slice(0, LARGEST_PAGE)
    const rows = shown.slice(0, sizeOf(shown))
    const value = rateOf(rows, ranking.calibrated)
    if (best === undefined || value > best.value)
      best = { value, page: { kind: 'class', class: index, rows } }
  }
  return best?.page
}

function mostCorrectPerAction(rows: readonly number[], calibrated: Float64Array): number {
  let [correct, best, size] = [0, -1, 1]
  rows.forEach((i, position) => {
    correct += calibrated[i]
    const rate = correct / (1 + position + 1 - correct)
    if (rate > best) [best, size] = [rate, position + 1]
  })
  return size
}

/** For each class its photos, most likely first. */
type Offered = readonly (readonly [number, readonly number[]])[]

/** The candidates of the classes that are not resting. */
function offered(ranking: Ranking): Offered {
  return [...candidates(ranking)].filter(([index]) => ranking.resting[index] === 0)
}

/**
 * For each class, the photos without a label that are guessed to be of it, most likely first; classes without any are
 * left out.
 */
function candidates(ranking: Ranking): Map<number, readonly number[]> {
  const byClass = new Map<number, number[]>()
  for (let index = 0; index < ranking.classCount; index += 1) byClass.set(index, [])
  for (let i = 0; i < ranking.labels.length; i += 1) {
    if (ranking.labels[i] !== UNLABELLED || ranking.skips[i] > 0) continue
    const suggested = suggestedClass(ranking, i)
    if (suggested !== null) byClass.get(suggested)?.push(i)
  }
  const surestFirst = (a: number, b: number): number => ranking.calibrated[b] - ranking.calibrated[a] || a - b
  return new Map(
    [...byClass]
      .filter(([, rows]) => rows.length > 0)
      .map(([index, rows]) => [index, oneOfEachStack(rows.sort(surestFirst), ranking.stacks)]),
  )
}
