/**
 * @file How well the expectations of sessions foretell what became of them, on sets that had no part in it: a line through the
 * logarithms of what was expected and what came, and the range that 80 % of the other sets' points lie in.
 */
import type { CurvePoint, Goal } from '../../shared/contract/measures.ts'
import { SHARES } from '../../main/learn/assessment/expectation.ts'
import { FEWEST_ANSWERS } from '../../main/learn/assessment/expected-accuracy.ts'
import { mean, median } from '../../main/math/statistics.ts'

export interface Session {
  readonly set: string
  readonly goal: Goal
  readonly photos: number
  /** A point after each answer. */
  readonly curve: readonly CurvePoint[]
}

/** Logarithms of counts. */
interface Point {
  readonly set: string
  readonly session: Session
  readonly expected: number
  readonly came: number
}

/** log(what came) lies between low and high + slope * log(what was expected). */
export interface Line {
  readonly slope: number
  readonly low: number
  readonly middle: number
  readonly high: number
}

export interface OfSet {
  readonly set: string
  /** The share of its points that the range held. */
  readonly held: number
  /** The upper end of the range through its lower end: the median over its points. */
  readonly width: number
}

export interface Quality {
  /** Of all sets; for a folder of photos that is none of them. */
  readonly line: Line
  readonly sets: readonly OfSet[]
}

/** Null where fewer than three sets have a point. */
export interface ForecastQuality {
  readonly wrong: Quality | null
  /** By SHARES. */
  readonly answers: readonly (Quality | null)[]
}

/** Added to counts of answers and doubtful photos: where few are left, a few more or less shall count little. */
const FEW = 8
/** One in ten lies below, one in ten above. */
const BELOW = 0.1
/** So that a share such as 0.95 of 1,000 photos is not missed by a rounding error. */
const ROUNDING = 1e-9
const FEWEST_SETS = 3

export function judgeForecasts(sessions: readonly Session[]): ForecastQuality {
  return {
    wrong: judge(sessions.flatMap(wrongPoints), { slope: 1 }),
    answers: SHARES.map((_, index) => {
      return judge(
        sessions.flatMap((session) => answerPoints(session, index)),
        {},
      )
    }),
  }
}

/** Photos that were wrong, by how many were expected to be. */
function wrongPoints(session: Session): Point[] {
  return session.curve.slice(FEWEST_ANSWERS - 1).flatMap(({ expected, accuracy }) => {
    if (expected === undefined) return []
    const wrong = (1 - accuracy) * session.photos
    return { set: session.set, session, expected: Math.log(expected.wrong + 1), came: Math.log(wrong + 1) }
  })
}

/** Answers until a share was right, by how many photos were doubtful; not after it was reached. */
function answerPoints(session: Session, index: number): Point[] {
  const { curve, set } = session
  const reached = curve.findIndex(({ accuracy }) => accuracy >= SHARES[index] - ROUNDING)
  return curve.slice(0, Math.max(0, reached)).flatMap(({ expected }, at) => {
    const doubtful = expected?.doubtful[index] ?? 0
    if (at + 1 < FEWEST_ANSWERS || doubtful === 0) return []
    return { set, session, expected: Math.log(doubtful + FEW), came: Math.log(reached - at + FEW) }
  })
}

interface Fixed {
  readonly slope?: number
}

function judge(points: readonly Point[], fixed: Fixed): Quality | null {
  const sets = [...new Set(points.map(({ set }) => set))]
  if (sets.length < FEWEST_SETS) return null
  return {
    line: lineOf(points, fixed),
    sets: sets.map((set) => {
      const line = lineOf(
        points.filter((point) => point.set !== set),
        fixed,
      )
      const own = points.filter((point) => point.set === set)
      const isHeld = ({ expected, came }: Point): boolean => {
        const rest = came - line.slope * expected
        return rest >= line.low && rest <= line.high
      }
      const added = fixed.slope === undefined ? FEW : 1
      return {
        set,
        held: own.filter(isHeld).length / own.length,
        width: median(own.map(({ expected }) => widthOf(line, expected, added))),
      }
    }),
  }
}

/** In counts; a lower end below one is one. */
function widthOf({ slope, low, high }: Line, expected: number, added: number): number {
  const count = (offset: number): number => Math.max(1, Math.exp(offset + slope * expected) - added)
  return count(high) / count(low)
}

/** The range is that of points whose set had no part in the line that they are held against. */
function lineOf(points: readonly Point[], fixed: Fixed): Line {
  const { slope, offset } = fit(points, fixed)
  const sets = [...new Set(points.map(({ set }) => set))]
  const rests = sets.flatMap((set) => {
    const others = points.filter((point) => point.set !== set)
    const own = points.filter((point) => point.set === set)
    const line = fit(others.length === 0 ? own : others, fixed)
    return own.map(({ expected, came }) => ({
      value: came - line.offset - line.slope * expected,
      weight: 1 / own.length,
    }))
  })
  const at = (share: number): number => offset + weightedQuantile(rests, share)
  return { slope, low: at(BELOW), middle: at(0.5), high: at(1 - BELOW) }
}

/** Least squares; every session counts the same, however long it is. */
function fit(points: readonly Point[], fixed: Fixed): { slope: number; offset: number } {
  const lengths = new Map<Session, number>()
  for (const { session } of points) lengths.set(session, (lengths.get(session) ?? 0) + 1)
  const weights = points.map(({ session }) => 1 / (lengths.get(session) ?? 1))
  const weighted = (of: (point: Point) => number): number =>
    mean(points.map((point, i) => weights[i] * of(point))) / mean(weights)
  const [x, y] = [weighted(({ expected }) => expected), weighted(({ came }) => came)]
  const spread = weighted(({ expected }) => (expected - x) ** 2)
  const slope =
    fixed.slope ?? (spread > 0 ? weighted(({ expected, came }) => (expected - x) * (came - y)) / spread : 1)
  return { slope, offset: y - slope * x }
}

function weightedQuantile(values: readonly { value: number; weight: number }[], share: number): number {
  const sorted = values.toSorted((a, b) => a.value - b.value)
  const wanted = share * sorted.reduce((sum, { weight }) => sum + weight, 0)
  let sum = 0
  for (const { value, weight } of sorted) {
    sum += weight
    if (sum >= wanted) return value
  }
  return sorted.at(-1)?.value ?? NaN
}
