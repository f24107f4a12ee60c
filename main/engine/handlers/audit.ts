/** @file Blind checks, and a promise about what is accepted after them. */
import { acceptAudit, currentAudit, planAudit, startAudit, stopAudit } from '../../jobs/audit/audit.ts'
import { announceDecision } from '../announce.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

type AuditMethods = 'auditPlan' | 'startAudit' | 'audit' | 'stopAudit' | 'acceptAudit'

export function auditHandlers({ store, session, events }: Dependencies): Pick<LibraryHandlers, AuditMethods> {
  return {
    auditPlan: (input) => planAudit(store, session, input),
    startAudit: (input) => startAudit(store, session, input),
    audit: () => currentAudit(store),
    stopAudit: () => stopAudit(store),
    acceptAudit() {
      const output = acceptAudit(store)
      announceDecision(store, events)
      return output
    },
  }
}
