/** @file What the photos of one class fall into by their looks: proposed to a person who splits the class. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { byTypicality } from '../../group/cores.ts'
import { sphericalKMeans } from '../../group/kmeans.ts'
import { gatherRows } from '../../math/matrix.ts'
import { Random } from '../../math/random.ts'
import type { JobContext } from '../context.ts'

/**
 * The photos as the backbone sees them: a trained head has moved the photos of a class together. Photos that are missing, or were
 * not read for their features yet, are in no part. Of each stack of near copies one photo is compared, and the others follow it.
 * @throws AppError `not-found` for a class that labels no photo; `cancelled`.
 */
export async function classParts(
  { store, models, signal }: Pick<JobContext, 'store' | 'models' | 'signal'>,
  { class: name, parts, seed }: Parsed<'classParts'>,
): Promise<Output<'classParts'>> {
  const labelSet = store.labelSets.current()
  const id = store.classes.find(labelSet, name)
  const labels = store.journal.labels(labelSet)
  if (id === undefined || ![...labels.values()].includes(id)) {
    throw new AppError('not-found', sentence('no-class-named', { class: name }), { class: name })
  }
  const space = await (await models.current()).space()
  const rows = [...space.ids.keys()].filter((row) => labels.get(space.ids[row]) === id)
  if (rows.length === 0) return { parts: [] }
  const stacks = [...Map.groupBy(rows, (row) => space.stacks[row]).values()]
  const x = gatherRows(
    space.principal,
    stacks.map(([first]) => first),
  )
  const { assignments, clusters } = await sphericalKMeans(x, {
    clusters: Math.min(parts, stacks.length),
    random: new Random(seed).fork('parts'),
    signal,
  })
  const members = Array.from({ length: clusters }, (): number[] => [])
  assignments.forEach((cluster, place) => members[cluster].push(place))
  const photosIn = (places: readonly number[]): number =>
    places.reduce((sum, place) => sum + stacks[place].length, 0)
  return {
    parts: members
      .sort((a, b) => photosIn(b) - photosIn(a) || a[0] - b[0])
      .map((places) =>
        byTypicality(x, places).map(({ index }) => stacks[index].map((row) => space.ids[row])),
      ),
  }
}
