/**
 * @file Labels that are probably wrong, by Bayes' rule, in two ways that a person goes wrong.
 *
 * [Note: Doubtful labels]
 * One photo is overlooked on a page. Whether its label is right is judged among the other labels of that page: most of them are right,
 * and they know best what the page's class looks like there.
 * Or a whole page is confirmed without a look. Its labels then bear each other out, so they are judged apart from each other: by a
 * classifier that was fitted without any of them. That a page was not looked at is the likelier, the less likely it is that all its
 * photos are of its class; a page from which something was left out was looked at.
 * Where the person gave a photo a class by itself, other than the suggested one, it was looked at as well.
 * A class of which there are no other photos is doubted in neither way: a classifier that never saw it finds any of its photos improbable.
 * Compared with confident learning (Northcutt, Jiang and Chuang 2021) in docs/adr/0027-doubtful-labels.md.
 */
import { row, type Matrix } from '../../math/matrix.ts'

export interface GivenLabels {
  /** [l] */
  readonly labels: Int32Array
  /** [l, classes] probabilities by a classifier that did not know the photo's label, nor any other of the same page. */
  readonly apart: Matrix
  /** [l, classes] by one that did not know the photo's label, but others of the same page. */
  readonly among: Matrix
  /** [l] 1 where the classifier of `apart`, or of `among`, knew other photos of the label's class: else it cannot say that it is not that. */
  readonly knownApart: Uint8Array
  readonly knownAmong: Uint8Array
  /** [l] the page that was confirmed as a whole, nothing left out; -1 where there is none. */
  readonly wholePage: Int32Array
  /** [l] 1 where the person gave this photo its class by itself. */
  readonly named: Uint8Array
}

export interface DoubtfulLabel {
  /** Position in the given lists. */
  readonly position: number
  /** The class that it more likely is. */
  readonly likelier: number
  /** The probability of its own label by the classifier that makes it doubtful, 0 to 1. */
  readonly selfConfidence: number
  /** The probability that the label is wrong, 0 to 1. */
  readonly doubt: number
}

/*
 * How the constants were chosen: docs/adr/0027-doubtful-labels.md.
 * With these two a photo on a page that was looked at is doubtful where another class is likelier than its own.
 */
const OVERLOOKED = 0.25
const DOUBTFUL = 0.2
/** In the place of OVERLOOKED for a photo that was named by itself: a name may be mistyped. */
const MISNAMED = 0.01
/** Share of the pages that are confirmed without a look. */
const NOT_LOOKED_AT = 0.05
/** On a page that was looked at, the share of the photos of other classes that were overlooked all the same. */
const MISSED = 0.05
/** Photos of one page resemble each other: they count as this share of so many independent ones. */
const INDEPENDENT = 0.5
const LEAST_PROBABILITY = 1e-4

/** @returns the labels that are doubtful enough to be shown again, most doubtful first. */
export function doubtfulLabels(given: GivenLabels): DoubtfulLabel[] {
  const { labels, apart, among, knownApart, knownAmong, wholePage, named } = given
  const unseen = unseenPages(given)
  const found: DoubtfulLabel[] = []
  labels.forEach((label, position) => {
    const notLookedAt = unseen.get(wholePage[position]) ?? 0
    const [alone, beside] = [row(apart, position), row(among, position)]
    const likeliest = largestOther(beside, label)
    const odds = (named[position] === 1 ? MISNAMED : OVERLOOKED) * beside[likeliest]
    const overlooked =
      knownAmong[position] === 1 ? odds / (Math.max(beside[label], LEAST_PROBABILITY) + odds) : 0
    const asWhole = knownApart[position] === 1 ? notLookedAt * (1 - alone[label]) : 0
    const doubt = asWhole + (1 - notLookedAt) * overlooked
    if (doubt < DOUBTFUL) return
    const judge = asWhole > overlooked ? alone : beside
    const likelier = largestOther(judge, label)
    found.push({ position, likelier, selfConfidence: judge[label], doubt })
  })
  return found.sort((a, b) => b.doubt - a.doubt || a.position - b.position)
}

/** The probability that a page was confirmed without a look, by page. */
function unseenPages({ labels, apart, knownApart, wholePage }: GivenLabels): Map<number, number> {
  const logs = new Map<number, number>()
  labels.forEach((label, position) => {
    const page = wholePage[position]
    if (page < 0 || knownApart[position] === 0) return
    const right = Math.max(row(apart, position)[label], LEAST_PROBABILITY)
    logs.set(page, (logs.get(page) ?? 0) + INDEPENDENT * Math.log(right + MISSED * (1 - right)))
  })
  return new Map(
    [...logs].map(([page, log]) => {
      const lookedAt = (1 - NOT_LOOKED_AT) * Math.exp(log)
      return [page, NOT_LOOKED_AT / (NOT_LOOKED_AT + lookedAt)]
    }),
  )
}

function largestOther(values: Float32Array, label: number): number {
  let best = label === 0 ? 1 : 0
  for (let c = 0; c < values.length; c += 1) if (c !== label && values[c] > values[best]) best = c
  return best
}
