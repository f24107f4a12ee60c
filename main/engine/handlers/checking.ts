/** @file What the window's check finds, and what the person says to it. Its work is loaded when it is asked for. */
import { answerSuspects, openSuspects } from '../../jobs/checking/answer-suspects.ts'
import { announceDecision } from '../announce.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function checkingHandlers(
  dependencies: Dependencies,
): Pick<
  LibraryHandlers,
  | 'suspects'
  | 'openSuspects'
  | 'answerSuspects'
  | 'witnesses'
  | 'outliers'
  | 'nearCopies'
  | 'quality'
  | 'associations'
> {
  const { store, events, contextOf } = dependencies
  return {
    suspects: asJob(dependencies, {
      kind: 'suspects',
      writes: false,
      work: async (context, input) =>
        (await import('../../jobs/checking/suspects.ts')).findSuspects(context, input),
    }),
    openSuspects: (input) => openSuspects(store, input),
    answerSuspects(input) {
      const before = store.journal.lastId()
      const output = answerSuspects(store, input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    async witnesses(input, { signal }) {
      const { witnesses } = await import('../../jobs/checking/witnesses.ts')
      return witnesses(contextOf({ signal, report: () => undefined }), input)
    },
    outliers: asJob(dependencies, {
      kind: 'outliers',
      writes: false,
      work: async (context, input) =>
        (await import('../../jobs/checking/outliers.ts')).findOutliers(context, input),
    }),
    nearCopies: asJob(dependencies, {
      kind: 'nearCopies',
      writes: false,
      work: async (context) => (await import('../../jobs/checking/near-copies.ts')).findNearCopies(context),
    }),
    quality: asJob(dependencies, {
      kind: 'quality',
      writes: false,
      work: async (context) => (await import('../../jobs/checking/quality.ts')).photoQuality(context),
    }),
    associations: asJob(dependencies, {
      kind: 'associations',
      writes: false,
      work: async (context, input) =>
        (await import('../../jobs/checking/associations.ts')).shownAssociations(context, input),
    }),
  }
}
