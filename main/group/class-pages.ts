/**
 * @file Which page about a known class comes next, by value; what comes before it: main/jobs/review/next-page.ts. A `class` page costs one action and one more for every photo that has to be
 * excluded, so what it is worth is the number of photos it settles against the errors expected on it. Two aims pull
 * apart: to have every photo *right* soonest, doubtful photos come first (they teach); to have every photo *confirmed*
 * soonest, sure ones do.
 */
import type { Goal } from '../../shared/contract/measures.ts'
import type { PageKind } from '../../shared/domain.ts'
import type { Matrix } from '../math/matrix.ts'

/** What the classifier thinks, by row. */
export interface Ranking {
  /** [n] class that a person confirmed, or -1. */
  readonly labels: Int32Array
  readonly classCount: number
  /** [n] the likeliest class. */
  readonly guess: Int32Array
  /** [n] its probability, 0 to 1, before calibration. */
  readonly probability: Float64Array
  /** [n] the second likeliest class's share of what the likeliest leaves, 0 to 1: high where two classes compete. */
  readonly rivalry: Float64Array
  /** [n, classCount] the probabilities of all classes, before calibration. */
  readonly scores: Matrix
  /** [n] the probability after calibration. */
  readonly calibrated: Float64Array
  /** [n] how often the photo was skipped. */
  readonly skips: Int32Array
  /** [n] 1 where the photo has no label and is unlike every class so far: no class is suggested for it. */
  readonly unlike: Uint8Array
  /** [classCount] 1 where the class is offered no page for now: the last one was in vain, and little was learned since. */
  readonly resting: Uint8Array
  /** The probability that a page of a class is of a class nobody has named. */
  readonly unnamed: number
}

export interface PageDraft {
  readonly kind: PageKind
  /** Index of the suggested class, or null. */
  readonly class: number | null
  readonly rows: readonly number[]
}

/** Nobody takes in more at a glance (design: at most 60 photos a page). */
export const LARGEST_PAGE = 60
/** Below this a guess is no guess: the photo is asked for by itself. */
const LEAST_PROBABILITY = 0.02

/** The class that a photo without a label is suggested for; null where it is unlike all of them. */
export function suggestedClass(ranking: Ranking, index: number): number | null {
  if (ranking.classCount === 0 || ranking.unlike[index] === 1) return null
  return ranking.probability[index] >= LEAST_PROBABILITY ? ranking.guess[index] : null
}

/** All chosen by simulated sessions on caltech24 and variants of it: docs/adr on page choice has the figures. */
const ACCURACY = { expectedErrors: 8, leastPurity: 0.5 }
/**
 * A photo that is right with probability p costs 1 - p exclusions, and what a session still gets for an action near its end is about
 * two photos: below p = 2 / 3 a photo is better left for later, when more is known of it.
 */
const COMMIT = { expectedErrors: 15, leastProbability: 0.65, fewestSure: 3 }
/** A class that is asked for shows all that is more likely of it than not. */
const LIKELY = 0.5

/**
 * A page of which less than this is expected to be of its class is a question, "What are these?": to leave most of it out costs more
 * than to name it.
 */
export const LEAST_PURITY = 0.5

/** The share of the rows that is expected to be of the class that they are guessed to be of, 0 to 1. */
export function expectedPurity({ calibrated, unnamed }: Ranking, rows: readonly number[]): number {
  const right = rows.reduce((sum, index) => sum + calibrated[index], 0)
  return ((1 - unnamed) * right) / rows.length
}

/** The next `class` or `single` page; undefined when every photo has a label. */
export function choosePage(ranking: Ranking, goal: Goal): PageDraft | undefined {
  const page = goal === 'accuracy' ? teachingPage(ranking) : settlingPage(ranking)
  return page !== undefined && page.rows.length > 1 ? page : leastSure(ranking)
}

/** The surest photos of one class, as long as each is more likely of it than not; at least one where any is guessed to be. */
export function classPage(ranking: Ranking, index: number): PageDraft | undefined {
  const surest = candidates(ranking).get(index) ?? []
  const sure = surest.filter((i) => ranking.calibrated[i] >= LIKELY)
  const rows = (sure.length > 0 ? sure : surest.slice(0, 1)).slice(0, LARGEST_PAGE)
  return rows.length === 0 ? undefined : { kind: 'class', class: index, rows }
}

/** The photo that the classifier is least sure of; skipped ones last. */
export function leastSure(ranking: Ranking): PageDraft | undefined {
  let best = -1
  for (let i = 0; i < ranking.labels.length; i += 1) {
    if (ranking.labels[i] >= 0) continue
    if (best < 0 || isLessSure(ranking, i, best)) best = i
  }
  if (best < 0) return undefined
  return { kind: 'single', class: suggestedClass(ranking, best), rows: [best] }
}

function isLessSure(ranking: Ranking, a: number, b: number): boolean {
  if (ranking.skips[a] !== ranking.skips[b]) return ranking.skips[a] < ranking.skips[b]
  return ranking.calibrated[a] < ranking.calibrated[b]
}

/**
 * For each class the least sure photos whose expected purity is still at least a half, until about eight errors are
 * expected: confirming them teaches the boundary of the class for the price of one answer. Errors between two classes
 * teach most, since an exclusion then all but says what the photo is.
 */
function teachingPage(ranking: Ranking): PageDraft | undefined {
  let best: { value: number; page: PageDraft } | undefined
  for (const [index, surest] of offered(ranking)) {
    const rows = teachingPrefix(surest.toReversed(), ranking.calibrated)
    const errors = rows.reduce((sum, i) => sum + 1 - ranking.calibrated[i], 0)
    const taught = rows.reduce((sum, i) => sum + (1 - ranking.calibrated[i]) * ranking.rivalry[i], 0)
    const value = taught / (1 + errors)
    if (best === undefined || value > best.value)
      best = { value, page: { kind: 'class', class: index, rows } }
  }
  return best?.page
}

/** @param doubtful the least sure first. */
function teachingPrefix(doubtful: readonly number[], calibrated: Float64Array): readonly number[] {
  let errors = 0
  let enough = doubtful.length // the prefix at which the expected errors reach their bound
  const pure: number[] = [] // sizes whose expected purity is high enough
  for (let size = 1; size <= doubtful.length; size += 1) {
    errors += 1 - calibrated[doubtful[size - 1]]
    if (errors >= ACCURACY.expectedErrors && enough === doubtful.length) enough = size
    if (size <= LARGEST_PAGE && errors / size <= 1 - ACCURACY.leastPurity) pure.push(size)
  }
  const size = pure.find((candidate) => candidate >= enough) ?? pure.at(-1)
  // Where not even the whole class is half pure, its single surest photo is asked for.
  return size === undefined ? doubtful.slice(-1) : doubtful.slice(0, size)
}

/** For each class its surest photos while few errors are expected; the most correct photos an action win. */
function settlingPage(ranking: Ranking): PageDraft | undefined {
  const sure = bestByRate(ranking, (rows) => {
    let errors = 0
    let size = 0
    for (const i of rows) {
      errors += 1 - ranking.calibrated[i]
      if (ranking.calibrated[i] < COMMIT.leastProbability || errors > COMMIT.expectedErrors) break
      size += 1
    }
    return Math.max(1, size)
  })
  if (sure === undefined || sure.rows.length >= COMMIT.fewestSure) return sure
  return bestByRate(ranking, (rows) => mostCorrectPerAction(rows, ranking.calibrated))
}

function bestByRate(ranking: Ranking, sizeOf: (rows: readonly number[]) => number): PageDraft | undefined {
  let best: { value: number; page: PageDraft } | undefined
  for (const [index, surest] of offered(ranking)) {
    const shown = surest.slice(0, LARGEST_PAGE)
    const rows = shown.slice(0, sizeOf(shown))
    const correct = rows.reduce((sum, i) => sum + ranking.calibrated[i], 0)
    const value = correct / (1 + rows.length - correct)
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

/** The candidates of the classes that do not rest. */
function offered(ranking: Ranking): [number, number[]][] {
  return [...candidates(ranking)].filter(([index]) => ranking.resting[index] === 0)
}

/** For each class with any, the photos without a label that are guessed to be of it, surest first. */
function candidates(ranking: Ranking): Map<number, number[]> {
  const byClass = new Map<number, number[]>()
  for (let index = 0; index < ranking.classCount; index += 1) byClass.set(index, [])
  for (let i = 0; i < ranking.labels.length; i += 1) {
    if (ranking.labels[i] >= 0 || ranking.skips[i] > 0) continue
    const suggested = suggestedClass(ranking, i)
    if (suggested !== null) byClass.get(suggested)?.push(i)
  }
  for (const [index, rows] of byClass) {
    if (rows.length === 0) byClass.delete(index)
    else rows.sort((a, b) => ranking.calibrated[b] - ranking.calibrated[a] || a - b)
  }
  return byClass
}
