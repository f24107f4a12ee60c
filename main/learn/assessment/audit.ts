/**
 * @file The promise "at most x % of the accepted suggestions are wrong, with 95 % confidence", and what it costs.
 *
 * [Note: The audit]
 * The suggestions are frozen, surest first. A candidate is a threshold: it accepts the suggestions down to it. Candidates are
 * nested, and are tested from the highest threshold down, in an order that was fixed before the first check; the first that
 * fails ends the audit, and the one before it is accepted. In such a fixed sequence every test may use the whole error
 * probability of 5 %, and all together still promise a wrong acceptance in at most 5 % of audits, however the tests depend on each
 * other (Maurer, Hothorn and Lehmacher 1995; Angelopoulos et al., "Learn then Test", 2021, section 3.2).
 *
 * One test asks whether more than x % of the N suggestions of a candidate are wrong: if floor(x N) + 1 were, the chance of seeing
 * at most `allowed` wrong ones in n uniform draws without replacement is hypergeometric, and n is the smallest number that
 * brings it down to 5 %. How many may be wrong is chosen beforehand from the probabilities themselves: the fewest with which
 * the test is likely to hold. A bad choice, as any miscalibration, costs checks or the acceptance, never the promise.
 *
 * All tests share one random order: the sample of a candidate are its first n photos in that order, so that nearly all of the
 * checks of one candidate count for the next as well.
 */
import { hypergeometricAtMost } from '../../math/fisher.ts'

export interface ErrorBound {
  /** The largest share of wrong suggestions that may be accepted, in (0, 1). */
  readonly maximumError: number
  /** The probability with which that must hold, in (0, 1). */
  readonly confidence: number
}

export interface Candidate {
  /** The smallest probability of a suggestion that is accepted. */
  readonly threshold: number
  /** How many of its checks may turn out wrong. */
  readonly allowed: number
}

export interface CandidateTest extends Candidate {
  /** How many suggestions it accepts. */
  readonly photos: number
  /** Draws that its test needs. */
  readonly checks: number
}

export interface TestProgress extends CandidateTest {
  /** How many of these draws have been checked. */
  readonly made: number
  readonly wrong: number
  readonly state: 'waiting' | 'checking' | 'held' | 'failed'
}

/** Shares of the suggestions that are offered. Few, because each costs checks of its own. */
const SHARES = [0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1]
/** A test should hold with this probability if the suggestions are as reliable as their probabilities say. */
const LIKELY = 0.9
/** A candidate less likely to hold than this is left out: its failure would end the audit. */
const LEAST_LIKELY = 0.5
/** A sample that allows more wrong ones than this would need hundreds of checks. */
const MOST_ALLOWED = 12

/**
 * The smallest sample of `photos` that can show the promise with `allowed` wrong ones in it; undefined where even a
 * check of all photos would not show it.
 */
export function checksNeeded(
  photos: number,
  allowed: number,
  { maximumError, confidence }: ErrorBound,
): number | undefined {
  const wrong = Math.floor(maximumError * photos) + 1
  const shows = (checks: number): boolean =>
    hypergeometricAtMost(allowed, wrong, checks, photos) <= 1 - confidence
  if (photos < 1 || !shows(photos)) return undefined
  let [low, high] = [0, photos]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (shows(middle)) high = middle
    else low = middle
  }
  return high
}

/**
 * The candidates of a plan, highest threshold first; none where the suggestions are too uncertain for the promise.
 * @param probabilities of the suggestions, the most certain first.
 */
export function planCandidates(probabilities: readonly number[], promise: ErrorBound): CandidateTest[] {
  const expectedWrong = [0]
  for (const [i, probability] of probabilities.entries())
    expectedWrong.push(expectedWrong[i] + 1 - probability)
  const candidates: CandidateTest[] = []
  for (const share of SHARES) {
    const threshold = probabilities.at(Math.max(0, Math.round(share * probabilities.length) - 1))
    if (threshold === undefined || threshold === candidates.at(-1)?.threshold) continue
    const photos = countDownTo(probabilities, threshold)
    const best = likeliestTest(photos, Math.round(expectedWrong[photos]), promise)
    if (best === undefined) break
    candidates.push({ threshold, photos, ...best })
  }
  return candidates
}

/**
 * The tests of candidates that were chosen earlier, on the suggestions that remain (photos may have been forgotten).
 */
export function testsOf(
  probabilities: readonly number[],
  candidates: readonly Candidate[],
  promise: ErrorBound,
): CandidateTest[] {
  return candidates.map(({ threshold, allowed }) => {
    const photos = countDownTo(probabilities, threshold)
    // Too few photos are left for any sample to show the promise: then the test needs more checks than there are
    // photos.
    return { threshold, allowed, photos, checks: checksNeeded(photos, allowed, promise) ?? photos + 1 }
  })
}

/**
 * How far an audit has come.
 * @param order all suggestions (positions in the list that begins with the most certain), in random order.
 * @param isRight what the check of a position said; undefined if it was not checked.
 * @returns the tests, and the position to check next; undefined once the audit has ended.
 */
export function followTests(
  tests: readonly CandidateTest[],
  order: readonly number[],
  isRight: (position: number) => boolean | undefined,
): { tests: TestProgress[]; next: number | undefined } {
  const out: TestProgress[] = []
  let next: number | undefined
  let isOver = false
  for (const test of tests) {
    if (isOver) {
      out.push({ ...test, made: 0, wrong: 0, state: 'waiting' })
      continue
    }
    const sample = sampleOf(test, order)
    const verdicts = sample.map((position) => isRight(position))
    const made = verdicts.filter((verdict) => verdict !== undefined).length
    const wrong = verdicts.filter((verdict) => verdict === false).length
    const state = wrong > test.allowed ? 'failed' : made < test.checks ? 'checking' : 'held'
    if (state === 'checking') next = sample.find((position) => isRight(position) === undefined)
    isOver = state !== 'held'
    out.push({ ...test, made, wrong, state })
  }
  return { tests: out, next }
}

/** The checks up to and including each test, if all these tests hold. */
export function checksUpTo(tests: readonly CandidateTest[], order: readonly number[]): number[] {
  const drawn = new Set<number>()
  return tests.map((test) => {
    for (const position of sampleOf(test, order)) drawn.add(position)
    return drawn.size
  })
}

function sampleOf({ photos, checks }: CandidateTest, order: readonly number[]): number[] {
  const sample: number[] = []
  for (const position of order) {
    if (sample.length >= checks) break
    if (position < photos) sample.push(position)
  }
  return sample
}

/**
 * The fewest allowed errors with which the test is likely to hold, or else the number with which it is likeliest to.
 */
function likeliestTest(
  photos: number,
  expectedWrong: number,
  promise: ErrorBound,
): { allowed: number; checks: number } | undefined {
  let best: { allowed: number; checks: number; power: number } | undefined
  for (let allowed = 0; allowed <= MOST_ALLOWED; allowed += 1) {
    const checks = checksNeeded(photos, allowed, promise)
    if (checks === undefined) break
    const power = hypergeometricAtMost(allowed, expectedWrong, checks, photos)
    if (best === undefined || power > best.power) best = { allowed, checks, power }
    if (power >= LIKELY) break
  }
  return best !== undefined && best.power >= LEAST_LIKELY
    ? { allowed: best.allowed, checks: best.checks }
    : undefined
}

function countDownTo(probabilities: readonly number[], threshold: number): number {
  const first = probabilities.findIndex((probability) => probability < threshold)
  return first < 0 ? probabilities.length : first
}
