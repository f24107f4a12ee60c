/** @file Groups all photos by likeness, as the active head (or else the raw features) sees it, and keeps the result where the library can be written. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import { activeSpace } from './active-space.ts'
import type { JobContext } from '../context.ts'

/** @throws AppError `not-found` while no photo has features, `cancelled`. */
export async function groupPhotos(
  {
    store,
    models,
    signal,
    report,
    clock,
  }: Pick<JobContext, 'store' | 'models' | 'signal' | 'report' | 'clock'>,
  input: Parsed<'group'>,
): Promise<Output<'group'>> {
  const startedAt = clock()
  const space = await activeSpace(await models.current())
  if (space === undefined) {
    throw new AppError('not-found', sentence('no-photos-index-first'))
  }
  const { assignments, similarities, inertia, clusters } = await models.cluster(
    {
      ...{ x: space.matrix, clusters: input.clusters, seed: input.seed },
      seeds: confirmedRows(store, space.ids),
    },
    { signal, report },
  )
  if (!store.isReadOnly) {
    store.clusters.put({
      space: space.name,
      inertia,
      seed: input.seed,
      byHand: false,
      photos: Int32Array.from(space.ids),
      clusters: assignments,
      similarities,
    })
  }
  return { clusters, inertia, seconds: (clock() - startedAt) / 1000 }
}

/** The rows whose photo has a label, and their classes numbered 0, 1, ... by class id. */
function confirmedRows(store: Store, ids: readonly PhotoId[]): { indices: Int32Array; labels: Int32Array } {
  const classOf = store.journal.labels(store.labelSets.current())
  const confirmed = ids.flatMap((id, index) => {
    const label = classOf.get(id)
    return label === undefined ? [] : [{ index, label }]
  })
  const classes = [...new Set(confirmed.map(({ label }) => label))].sort((a, b) => a - b)
  const numberOf = new Map(classes.map((label, number) => [label, number]))
  return {
    indices: Int32Array.from(confirmed, ({ index }) => index),
    labels: Int32Array.from(confirmed, ({ label }) => numberOf.get(label) ?? -1),
  }
}
