/**
 * @file Names for photos that nobody has named: what most of them are to the network, and the hypernym that several of its classes
 * have in common ("dog" rather than one breed where they show several).
 */
import { AppError } from '../../../shared/errors.ts'
import { row, type Matrix } from '../../math/matrix.ts'
import type { Vocabulary } from './vocabulary.ts'
import { shareOf } from './word-shares.ts'

/**
 * A class that has less than this, on average over the photos, is a kind that only some of them show ("tusker"), or a guess.
 * Chosen on the pages of caltech24 and tried on those of trailcam: figures in docs/adr/0026.
 */
const LEAST_PROBABILITY = 0.3
/** A hypernym holds so much of the probability at least, and so many times what the likeliest class has alone. */
const LEAST_SHARE = 0.5
const LEAST_GAIN = 1.25

interface Proposal {
  readonly name: string
  /** Mean probability over the photos. */
  readonly share: number
  /** Classes of the network that it covers. */
  readonly size: number
}

/**
 * The classes that are likely, and of the hypernyms the one that says most.
 * @param probabilities [photos, classes]: what each photo is to the network.
 * @returns at most `count` different names, those that say most first; none where nothing stands out.
 */
export function proposedNames(probabilities: Matrix, vocabulary: Vocabulary, count: number): string[] {
  const { names, hypernyms } = vocabulary
  if (probabilities.columns !== names.length) {
    throw new AppError('internal', `The classifier does not fit its ${names.length} class names.`)
  }
  const mean = meanOfRows(probabilities)
  const classes = classProposals(mean, names)
  const best = Math.max(...classes.map(({ share }) => share))
  const least = Math.max(LEAST_SHARE, best * LEAST_GAIN)
  const common = hypernyms
    .map(({ name, classes: own }): Proposal => ({ name, share: shareOf(mean, own), size: own.length }))
    .filter(({ share }) => share >= least)
    .sort((a, b) => worth(b, names.length) - worth(a, names.length))
    .slice(0, 1)
  const ranked = [...common, ...classes.filter(({ share }) => share >= LEAST_PROBABILITY)]
    .sort((a, b) => worth(b, names.length) - worth(a, names.length))
    .map(({ name }) => name)
  return [...new Set(ranked)].slice(0, count)
}

/**
 * How much a name says of the photos: the information that it gives over "one of all classes" (Deng et al. 2012), and the more so
 * the likelier it is right. The exponent lets one breed stand before "dog" only where most photos show that breed.
 */
function worth({ share, size }: Proposal, classes: number): number {
  return share ** 1.5 * Math.log(classes / size)
}

/** Two classes of ImageNet may share a name (the bird and the machine "crane"). */
function classProposals(mean: Float64Array, names: readonly string[]): Proposal[] {
  const byName = new Map<string, Proposal>()
  for (const [c, name] of names.entries()) {
    const { share = 0, size = 0 } = byName.get(name) ?? {}
    byName.set(name, { name, share: share + mean[c], size: size + 1 })
  }
  return [...byName.values()]
}

function meanOfRows(m: Matrix): Float64Array {
  const mean = new Float64Array(m.columns)
  for (let i = 0; i < m.rows; i += 1) {
    const values = row(m, i)
    for (let c = 0; c < mean.length; c += 1) mean[c] += values[c] / m.rows
  }
  return mean
}
