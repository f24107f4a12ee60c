/**
 * @file Why a photo is thought to be of a class: the confirmed photos of that class that are nearest to it, and which of them may
 * have a wrong label themselves, so that they are the cause.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { JobContext } from '../context.ts'
import { activeSpace, type Space } from '../similarity/active-space.ts'
import { nearestInSpace } from '../similarity/nearest-in-space.ts'

type Witnesses = Output<'witnesses'>['classes'][number]['photos']

/** Confirmed photos around each one that say whether its own label is borne out. */
const VOTERS = 10

interface Around {
  readonly space: Space
  /** Of each row its confirmed class; undefined for none. */
  readonly labels: readonly (number | undefined)[]
  readonly signal: AbortSignal
}

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
  const labelSet = store.labelSets.default()
  const given = store.journal.labels(labelSet)
  const around: Around = { space, labels: space.ids.map((photo) => given.get(photo)), signal }
  const found: Output<'witnesses'>['classes'] = []
  for (const name of classes) {
    const wanted = store.classes.find(labelSet, name)
    const near = wanted === undefined ? [] : await nearestOf(around, doubted, wanted, count)
    const photos: Witnesses = []
    for (const { index, similarity } of near) {
      const photo = space.ids[index]
      const path = store.files.pathOf(photo)
      if (path === undefined) continue
      photos.push({ id: photo, path, similarity, agreement: await agreement(around, index, doubted) })
    }
    found.push({ class: name, photos })
  }
  return { classes: found }
}

async function nearestOf({ space, labels, signal }: Around, doubted: number, wanted: number, count: number) {
  const isWanted = labels.map((label, index) => label === wanted && index !== doubted)
  return nearestInSpace(space, doubted, { count, wanted: isWanted, signal })
}

/** Of the confirmed photos nearest to one, the share that has its class. */
async function agreement(
  { space, labels, signal }: Around,
  index: number,
  doubted: number,
): Promise<number | null> {
  const wanted = labels.map((label, other) => label !== undefined && other !== index && other !== doubted)
  const voters = await nearestInSpace(space, index, { count: VOTERS, wanted, signal })
  if (voters.length === 0) return null
  return voters.filter((voter) => labels[voter.index] === labels[index]).length / voters.length
}
