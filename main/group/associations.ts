/**
 * @file What a class occurs together with: the folder, day, camera or place where its photos are found more often
 * than by chance.
 */
import { throwIfCancelled } from '../../shared/errors.ts'
import { benjaminiHochberg, fisherExact } from '../math/fisher.ts'
import { nextTurn } from '../math/next-turn.ts'
import { tally } from '../math/statistics.ts'

/** One labelled photo. */
export interface Observation {
  readonly class: string
  /** Attribute to value: { folder: 'holiday', camera: 'X100' }; attributes that are not known are left out. */
  readonly attributes: Readonly<Record<string, string>>
}

export interface Association {
  readonly class: string
  readonly attribute: string
  readonly value: string
  /** Photos of the class that have the value. */
  readonly photos: number
  /** Photos of the class, photos that have the value, and all photos, of those whose value is known. */
  readonly ofClass: number
  readonly ofValue: number
  readonly known: number
  /** How many times as frequent the value is in the class as in all photos (Brin et al. 1997). */
  readonly lift: number
  /** One-sided, by Fisher's exact test. */
  readonly pValue: number
  /** The same, corrected for the number of tests (Benjamini and Hochberg). */
  readonly qValue: number
}

/** A pair with fewer photos is no basis for a conclusion. */
const FEWEST_PHOTOS = 3

interface Control {
  /** Raised to stop it. */
  readonly signal?: AbortSignal | undefined
  readonly report?: ((done: number, total: number) => void) | undefined
}

type Untested = Omit<Association, 'pValue' | 'qValue'>

/** So many tests between two turns of the event loop: a few milliseconds. */
const TESTS_A_TURN = 200

/**
 * Pairs with a lift above 1, the smallest p-value first; photos that lack an attribute are not counted for it.
 * @throws AppError `cancelled`
 */
export async function associations(
  observations: readonly Observation[],
  { signal, report }: Control = {},
): Promise<Association[]> {
  const attributes = new Set(observations.flatMap((each) => Object.keys(each.attributes)))
  const untested: Untested[] = []
  for (const attribute of attributes) {
    throwIfCancelled(signal)
    for (const pair of pairsOf(attribute, observations)) untested.push(pair)
    await nextTurn()
  }
  const found: Omit<Association, 'qValue'>[] = []
  for (const each of untested) {
    if (found.length % TESTS_A_TURN === 0) {
      throwIfCancelled(signal)
      report?.(found.length, untested.length)
      await nextTurn()
    }
    found.push({ ...each, pValue: fisherExact(each.photos, each.ofClass, each.ofValue, each.known) })
  }
  const qValues = benjaminiHochberg(found.map(({ pValue }) => pValue))
  return found
    .map((each, index) => ({ ...each, qValue: qValues[index] }))
    .sort((a, b) => a.qValue - b.qValue || b.lift - a.lift || b.photos - a.photos)
}

function pairsOf(attribute: string, observations: readonly Observation[]): Untested[] {
  const known = observations.filter((each) => Object.hasOwn(each.attributes, attribute))
  const classes = tally(known.map((each) => each.class))
  const values = tally(known.map((each) => each.attributes[attribute]))
  if (values.size < 2 || classes.size < 2) return []
  const pairs = tally(known.map((each) => JSON.stringify([each.class, each.attributes[attribute]])))
  return [...pairs].flatMap(([key, photos]) => {
    const [name, value] = JSON.parse(key) as [string, string]
    const [ofClass, ofValue] = [classes.get(name) ?? 0, values.get(value) ?? 0]
    const lift = (photos * known.length) / (ofClass * ofValue)
    if (photos < FEWEST_PHOTOS || lift <= 1) return []
    return [{ class: name, attribute, value, photos, ofClass, ofValue, known: known.length, lift }]
  })
}
