/**
 * @file Why a photo is thought to be of a class: the confirmed photos of that class that are nearest to it, and which of them may
 * have a wrong label themselves, so that they are the cause.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { gatherRows } from '../../math/matrix.ts'
import { nextTurn } from '../../math/next-turn.ts'
import { nearestRows } from '../../math/products/products.ts'
import type { JobContext } from '../context.ts'
import { activeSpace, type Space } from '../similarity/active-space.ts'
import { nearestInSpace, type Near } from '../similarity/nearest-in-space.ts'

type Witnesses = Output<'witnesses'>['classes'][number]['photos']

/** Confirmed photos around each one that say whether its own label is borne out. */
const VOTERS = 10

interface Around {
  readonly space: Space
  readonly doubted: number
  /** Of each row its confirmed class; undefined for none. */
  readonly labels: readonly (number | undefined)[]
  /** Rows with one, without the doubted one. */
  readonly labelled: Int32Array
  readonly signal: AbortSignal
}

/** @throws AppError `not-found` for a photo without features; `cancelled`. */
export async function witnesses(
  { store, models, signal }: Pick<JobContext, 'store' | 'models' | 'signal'>,
  { id, classes, count }: Parsed<'witnesses'>,
): Promise<Output<'witnesses'>> {
  const space = await activeSpace(await models.current())
  const doubted = space?.ids.indexOf(id) ?? -1
  if (space === undefined || doubted < 0)
    throw new AppError(
      'not-found',
      sentence('photo-unseen', { photo: store.files.pathOf(id) ?? `Photo ${id}` }),
    )
  const labelSet = store.labelSets.current()
  const given = store.journal.labels(labelSet)
  const labels = space.ids.map((photo) => given.get(photo))
  const rows = [...labels.keys()].filter((row) => row !== doubted && labels[row] !== undefined)
  const around: Around = { space, doubted, labels, labelled: Int32Array.from(rows), signal }
  const near: Near[][] = []
  for (const name of classes) {
    // Other calls have their turn in between, and this one may be cancelled.
    await nextTurn()
    throwIfCancelled(signal)
    const wanted = store.classes.find(labelSet, name)
    near.push(wanted === undefined ? [] : await nearestOf(around, wanted, count))
  }
  const agreements = await agreementsOf(around, [...new Set(near.flat().map(({ index }) => index))])
  const shown = ({ index, similarity }: Near): Witnesses => {
    const photo = space.ids[index]
    const path = store.files.pathOf(photo)
    const agreement = agreements.get(index) ?? null
    return path === undefined ? [] : [{ id: photo, path, similarity, agreement }]
  }
  return { classes: classes.map((name, place) => ({ class: name, photos: near[place].flatMap(shown) })) }
}

function nearestOf({ space, doubted, labels, signal }: Around, wanted: number, count: number) {
  const isWanted = labels.map((label, index) => label === wanted && index !== doubted)
  return nearestInSpace(space, doubted, { count, wanted: isWanted, signal })
}

/** By row, of the confirmed photos nearest to it, the share that has its class: one search for all of them, by the cosine. */
async function agreementsOf(
  { space, labels, labelled, signal }: Around,
  rows: readonly number[],
): Promise<Map<number, number>> {
  if (rows.length === 0) return new Map()
  const [queries, base] = [gatherRows(space.matrix, rows), gatherRows(space.matrix, labelled)]
  // One more than wanted: the nearest of all is the row itself.
  const { indices, count } = await nearestRows(queries, base, Math.min(VOTERS + 1, labelled.length), {
    ...{ signal, trusted: space.trusted },
  })
  return new Map(
    rows.flatMap((row, place): [number, number][] => {
      const found = [...indices.subarray(place * count, (place + 1) * count)].map((at) => labelled[at])
      const voters = found.filter((voter) => voter !== row).slice(0, VOTERS)
      if (voters.length === 0) return []
      return [[row, voters.filter((voter) => labels[voter] === labels[row]).length / voters.length]]
    }),
  )
}
