/** @file How good labels and guesses are, against a known truth: accuracy, precision and recall of each class, confusion. */

export interface ClassScore {
  readonly class: string
  /** Photos whose true class this is. */
  readonly photos: number
  /** The share of the photos predicted as this class that are of it; null when none was predicted. */
  readonly precision: number | null
  /** The share of the photos of this class that were predicted as it; null when it has no photo. */
  readonly recall: number | null
}

export interface Confusion {
  /** Every class that is true or was predicted for a photo, in the order of names. */
  readonly classes: string[]
  /** counts[i][j]: photos of true class i predicted as class j. Photos without a prediction are not counted. */
  readonly counts: number[][]
}

export interface Evaluation {
  /** Share of all photos with a truth whose predicted class is right; a photo without a prediction counts as wrong. */
  readonly accuracy: number
  readonly photos: number
  readonly perClass: ClassScore[]
  readonly confusion: Confusion
}

/**
 * @param truth the true class of each photo, by any key.
 * @param predicted the class that each photo was taken for; photos without a truth do not count.
 * @returns accuracy 0 when there is no photo.
 */
export function evaluatePredictions<Key>(
  truth: ReadonlyMap<Key, string>,
  predicted: ReadonlyMap<Key, string>,
): Evaluation {
  const confusion = confusionOf(truth, predicted)
  const photosOf = new Map<string, number>()
  for (const name of truth.values()) photosOf.set(name, (photosOf.get(name) ?? 0) + 1)
  let right = 0
  confusion.counts.forEach((row, i) => (right += row[i]))
  return {
    accuracy: truth.size === 0 ? 0 : right / truth.size,
    photos: truth.size,
    perClass: confusion.classes.map((name, i) => scoreOf(confusion, i, name, photosOf.get(name) ?? 0)),
    confusion,
  }
}

function confusionOf<Key>(truth: ReadonlyMap<Key, string>, predicted: ReadonlyMap<Key, string>): Confusion {
  const pairs: [string, string][] = []
  for (const [key, trueClass] of truth) {
    const guess = predicted.get(key)
    if (guess !== undefined) pairs.push([trueClass, guess])
  }
  const classes = [...new Set([...truth.values(), ...pairs.map(([, guess]) => guess)])].sort(byName)
  const indexOf = new Map(classes.map((name, i) => [name, i]))
  const counts = classes.map(() => classes.map(() => 0))
  for (const [trueClass, guess] of pairs) counts[indexOf.get(trueClass) ?? 0][indexOf.get(guess) ?? 0] += 1
  return { classes, counts }
}

function scoreOf(confusion: Confusion, index: number, name: string, photos: number): ClassScore {
  let taken = 0
  for (const row of confusion.counts) taken += row[index]
  const right = confusion.counts[index][index]
  return {
    class: name,
    photos,
    precision: taken === 0 ? null : right / taken,
    recall: photos === 0 ? null : right / photos,
  }
}

/** By code units, so that the order does not depend on the machine's language. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
