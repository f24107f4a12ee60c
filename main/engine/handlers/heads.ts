/** @file Trained heads: made, listed, put into force, rolled back. */
import { headReport } from '../../jobs/heads/head-report.ts'
import { train as trainWhat } from '../../jobs/training/train.ts'
import { promoteHead } from '../../jobs/heads/promote-head.ts'
import { listHeads } from '../../jobs/heads/list-heads.ts'
import { announceHead } from '../announce.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function headHandlers(
  dependencies: Dependencies,
): Pick<LibraryHandlers, 'train' | 'heads' | 'headReport' | 'promote'> {
  const { store, session, events, contextOf } = dependencies
  const train = asJob(dependencies, { kind: 'train', writes: true, work: trainWhat })
  return {
    async train(input, call) {
      const output = await train(input, call)
      session.invalidate()
      if (output.head !== null) announceHead(store, events)
      return output
    },
    heads: () => ({ heads: listHeads(store) }),
    headReport: (input) => headReport(store, input),
    async promote({ head }, { signal }) {
      const output = await promoteHead(contextOf({ signal, report: () => undefined }), head)
      session.invalidate()
      announceHead(store, events)
      return output
    },
  }
}
