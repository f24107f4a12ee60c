/** @file What an audit could promise of the suggestions of now, and for how many checks. */
import { ref, type Ref } from 'vue'
import type { Input, Output } from '../../../shared/contract.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'

export type AuditPlan = Output<'auditPlan'>
export type PlannedCandidate = AuditPlan['candidates'][number]

/** That the share of wrong ones is no larger: the usual 95 %. */
export const CONFIDENCE = 0.95

export type WhoseSuggestions = NonNullable<Input<'auditPlan'>['of']>

/** @param maximumError the share of wrong suggestions that the person accepts. */
export function useAuditPlan(maximumError: Ref<number>, of: Ref<WhoseSuggestions> = ref('own')) {
  const query = useEngineQuery(
    (engine) =>
      engine.call('auditPlan', { of: of.value, maximumError: maximumError.value, confidence: CONFIDENCE }),
    { events: ['decided', 'head', 'photos'], changes: [maximumError, of] },
  )
  return { plan: query.value, error: query.error, isReading: query.isReading, read: query.refresh }
}

/** Photos that are accepted without a look at them: each check shows one of them. */
export function savedPhotos({ photos, checks }: PlannedCandidate): number {
  return photos - checks
}

/** What is worth offering: where each photo has to be checked, there is nothing left to accept. */
export function worthwhileCandidates({ candidates }: AuditPlan): PlannedCandidate[] {
  return candidates.filter((each) => savedPhotos(each) > 0)
}

export function bestCandidate(candidates: readonly PlannedCandidate[]): PlannedCandidate | undefined {
  return candidates.toSorted((a, b) => savedPhotos(b) - savedPhotos(a)).at(0)
}
