/** @file Calibration: what share of the photos that were shown with probability p really were of the class. */

/** A photo that was shown on a page of kind `class`: its probability before calibration, and the person's verdict. */
export interface Shown {
  readonly probability: number
  readonly correct: boolean
}

/** q = sigmoid(slope · logit(p) + offset): Platt scaling (Platt 1999) on the logit of p. */
export interface Calibration {
  readonly slope: number
  readonly offset: number
}

export const UNCALIBRATED: Calibration = { slope: 1, offset: 0 }

/** Only the latest answers count: the early ones are about an earlier classifier. */
const LATEST = 400
/** With fewer answers than this the prior decides anyway. */
const FEWEST = 5
/** Prior: slope ~ N(1, 0.3²), offset ~ N(0, 1), so that a handful of answers moves it a little and hundreds decide. */
const SLOPE_VARIANCE = 0.09
const OFFSET_VARIANCE = 1
const LEAST_SLOPE = 0.2
const NEWTON_STEPS = 8
const SHORTEST_STEP = 0.05

/** Probabilities are kept off 0 and 1, whose logits are infinite. */
export function bounded(probability: number): number {
  return Math.min(1 - 1e-4, Math.max(1e-4, probability))
}

export function calibrated(probability: number, { slope, offset }: Calibration): number {
  return sigmoid(slope * logit(bounded(probability)) + offset)
}

/**
 * The maximum a posteriori slope and offset, with a slope of at least 0.2, so that the order of the probabilities is
 * kept. The loss is convex: where the best slope is smaller than 0.2, the answer is 0.2 with the best offset for it.
 */
export function fitCalibration(history: readonly Shown[]): Calibration {
  const latest = history.slice(-LATEST)
  if (latest.length < FEWEST) return UNCALIBRATED
  const best = descend(latest, UNCALIBRATED, ({ gradientSlope, gradientOffset, ss, so, oo }) => {
    const determinant = ss * oo - so * so
    return {
      slope: (oo * gradientSlope - so * gradientOffset) / determinant,
      offset: (ss * gradientOffset - so * gradientSlope) / determinant,
    }
  })
  if (best.slope >= LEAST_SLOPE) return best
  const least = { slope: LEAST_SLOPE, offset: 0 }
  return descend(latest, least, ({ gradientOffset, oo }) => ({ slope: 0, offset: gradientOffset / oo }))
}

/** Damped Newton steps: the loss falls with each of them. */
function descend(
  history: readonly Shown[],
  start: Calibration,
  directionOf: (derivatives: Derivatives) => Calibration,
): Calibration {
  let best = start
  let bestLoss = loss(history, best)
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const direction = directionOf(derivativesOf(history, best))
    let length = 1
    let next = moved(best, direction, length)
    while (length > SHORTEST_STEP && loss(history, next) > bestLoss) {
      length /= 2
      next = moved(best, direction, length)
    }
    if (length <= SHORTEST_STEP) break
    best = next
    bestLoss = loss(history, next)
  }
  return best
}

function moved(from: Calibration, direction: Calibration, length: number): Calibration {
  return { slope: from.slope - length * direction.slope, offset: from.offset - length * direction.offset }
}

function loss(history: readonly Shown[], { slope, offset }: Calibration): number {
  let total = (slope - 1) ** 2 / (2 * SLOPE_VARIANCE) + offset ** 2 / (2 * OFFSET_VARIANCE)
  for (const { probability, correct } of history) {
    const z = slope * logit(bounded(probability)) + offset
    total += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (correct ? z : 0)
  }
  return total
}

/** Gradient and Hessian of the loss: `so` is its derivative by slope and offset. */
interface Derivatives {
  readonly gradientSlope: number
  readonly gradientOffset: number
  readonly ss: number
  readonly so: number
  readonly oo: number
}

function derivativesOf(history: readonly Shown[], { slope, offset }: Calibration): Derivatives {
  let [gradientSlope, gradientOffset] = [(slope - 1) / SLOPE_VARIANCE, offset / OFFSET_VARIANCE]
  let [ss, so, oo] = [1 / SLOPE_VARIANCE, 0, 1 / OFFSET_VARIANCE]
  for (const { probability, correct } of history) {
    const x = logit(bounded(probability))
    const q = sigmoid(slope * x + offset)
    const error = q - (correct ? 1 : 0)
    const curvature = q * (1 - q)
    gradientSlope += error * x
    gradientOffset += error
    ss += curvature * x * x
    so += curvature * x
    oo += curvature
  }
  return { gradientSlope, gradientOffset, ss, so, oo }
}

function logit(p: number): number {
  return Math.log(p / (1 - p))
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z))
}
