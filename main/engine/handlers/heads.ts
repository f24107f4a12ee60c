/** @file Trained heads: made, listed, put into force, rolled back. */
import { changedSuggestions } from '../../jobs/heads/changed-suggestions.ts'
import { headReport } from '../../jobs/heads/head-report.ts'
import { listHeads } from '../../jobs/heads/list-heads.ts'
import { announceHead } from '../announce.ts'
import { asJob } from '../as-job.ts'
import { notesOfPromotion, notesOfTraining } from '../job-notes.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function headHandlers(
  dependencies: Dependencies,
): Pick<LibraryHandlers, 'train' | 'heads' | 'headReport' | 'promote'> {
  const { store, events, session } = dependencies
  /** What is told of a change must not keep it from being made. */
  const suggested = () => session.suggest({ minProbability: 0 }).catch(() => undefined)
  const train = asJob(dependencies, {
    kind: 'train',
    writes: true,
    // One after the other. Each takes its turn among those that change the library only to keep what it has made.
    queue: 'training',
    work: async (context, input) => {
      const { train: work } = await import('../../jobs/training/train.ts')
      const { chosenBackend } = await import('../../jobs/training/backends/usable-backends.ts')
      return work(context, { ...input, backend: input.backend ?? (await chosenBackend(context)) })
    },
    notes: notesOfTraining,
  })
  const promote = asJob(dependencies, {
    kind: 'promote',
    writes: true,
    // It need not wait for an index run of an hour: what that adds is embedded for whichever head is in force at its end.
    queue: 'promote',
    async work(context, { head }) {
      const { promoteHead } = await import('../../jobs/heads/promote-head.ts')
      const before = await suggested()
      const { active } = await promoteHead(context, head)
      announceHead(store, events) // what it changes is counted afterwards, which may take longer
      return { active, ...changedSuggestions(before, await suggested()) }
    },
    notes: notesOfPromotion,
  })
  return {
    async train(input, call) {
      const output = await train(input, call)
      if (output.head !== null) announceHead(store, events)
      return output
    },
    heads: () => ({ heads: listHeads(store) }),
    headReport: (input) => headReport(store, input),
    promote,
  }
}
