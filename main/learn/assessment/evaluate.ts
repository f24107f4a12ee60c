/** @file How good labels and guesses are, against a known truth: accuracy, precision and recall of each class, confusion. */

export interface ClassScore {
  readonly class: string
  /** Photos whose true class it is. */
  readonly photos: number
  /** Of the photos taken for it, the share that is of it; null when none was taken for it. */
  readonly precision: number | null
  /** Of its photos, the share that was taken for it; null when it has none. */
  readonly recall: number | null
}

export interface Confusion {
  /** In the order of their names; every class that is true or was guessed. */
  readonly classes: string[]
  /** counts[i][j]: photos of true class i taken for class j. A photo without a guess stands nowhere. */
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
