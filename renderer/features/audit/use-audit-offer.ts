/** @file Whether accepting the rest is worth offering: it must spare the person some photo, or be under way already. */
import { computed, ref } from 'vue'
import { useAudit } from '../../stores/audit.ts'
import { worthwhileCandidates, useAuditPlan } from './use-audit-plan.ts'

/** The most errors that can be allowed; fewer take more checks. */
const MOST_ERRORS = 0.1

export function useAuditOffer() {
  const audit = useAudit()
  const { plan } = useAuditPlan(ref(MOST_ERRORS))
  return computed(() => {
    if (audit.state !== null && audit.state !== undefined) return true
    return plan.value !== undefined && worthwhileCandidates(plan.value).length > 0
  })
}
