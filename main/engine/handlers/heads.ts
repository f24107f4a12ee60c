/** @file Trained heads: listed, put into force, rolled back. */
import { listHeads } from '../../jobs/list-heads.ts'
import { promoteHead } from '../../jobs/promote-head.ts'
import { announceHead } from '../announce.ts'
import type { Dependencies, Handlers } from '../handler.ts'

export function headHandlers({ store, session, events }: Dependencies): Pick<Handlers, 'heads' | 'promote'> {
  return {
    heads: () => ({ heads: listHeads(store) }),
    promote({ head }) {
      const output = promoteHead(store, head)
      session.invalidate()
      announceHead(store, events)
      return output
    },
  }
}
