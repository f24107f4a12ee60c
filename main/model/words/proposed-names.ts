/**
 * @file Names for photos that nobody has named: what most of them are to the network, and the hypernym that several of its classes
 * have in common ("dog" rather than one breed where they show several).
 */
import { AppError } from '../../../shared/errors.ts'
import { row, type Matrix } from '../../math/matrix.ts'
import type { Hypernym, Vocabulary } from './vocabulary.ts'
import { shareOf } from './word-shares.ts'

/** Less than this, on average over the photos, is no more than a guess. */
const LEAST_PROBABILITY = 0.08
/**
 * A hypernym holds so much of the probability at least, so many times what the likeliest class has alone, and so much of what the
 * likeliest hypernym has (which is among the widest).
 */
const LEAST_SHARE = 0.5
const LEAST_GAIN = 1.25
const LEAST_PART = 0.8

interface Likely {
  readonly name: string
  /** Mean probability over the photos. */
  readonly share: number
}

/**
 * @param probabilities [photos, classes]: what each photo is to the network.
 * @returns at most `count` different names, likeliest first; none where nothing stands out. A hypernym comes first, unless one class
 * has most of the probability by itself.
 */
export function proposedNames(probabilities: Matrix, vocabulary: Vocabulary, count: number): string[] {
  const { names, hypernyms } = vocabulary
  if (probabilities.columns !== names.length) {
    throw new AppError('internal', `The classifier does not fit its ${names.length} class names.`)
  }
  const mean = meanOfRows(probabilities)
  const classes = likelyClasses(mean, names)
  const best = classes.at(0)?.share ?? 0
  const common = commonHypernym(mean, hypernyms, best)
  const likely = classes.filter(({ share }) => share >= LEAST_PROBABILITY).map(({ name }) => name)
  const place = best >= LEAST_SHARE ? 1 : 0
  return [...new Set(common === undefined ? likely : likely.toSpliced(place, 0, common.name))].slice(0, count)
}

/** Two classes of ImageNet may share a name (the bird and the machine "crane"). */
function likelyClasses(mean: Float64Array, names: readonly string[]): Likely[] {
  const total = new Map<string, number>()
  for (const [c, name] of names.entries()) total.set(name, (total.get(name) ?? 0) + mean[c])
  return [...total].map(([name, share]) => ({ name, share })).sort((a, b) => b.share - a.share)
}

/** The narrowest hypernym that most of the probability lies below; undefined where one class says it nearly as well. */
function commonHypernym(
  mean: Float64Array,
  hypernyms: readonly Hypernym[],
  best: number,
): Hypernym | undefined {
  const likely = hypernyms.map((hypernym) => ({ hypernym, share: shareOf(mean, hypernym.classes) }))
  const widest = Math.max(...likely.map(({ share }) => share))
  const least = Math.max(LEAST_SHARE, best * LEAST_GAIN, widest * LEAST_PART)
  return likely
    .filter(({ share }) => share >= least)
    .sort((a, b) => a.hypernym.classes.length - b.hypernym.classes.length || b.share - a.share)
    .at(0)?.hypernym
}

function meanOfRows(m: Matrix): Float64Array {
  const mean = new Float64Array(m.columns)
  for (let i = 0; i < m.rows; i += 1) {
    const values = row(m, i)
    for (let c = 0; c < mean.length; c += 1) mean[c] += values[c] / m.rows
  }
  return mean
}
