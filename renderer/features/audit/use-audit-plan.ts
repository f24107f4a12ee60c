/** @file What an audit could promise of the suggestions of now, and for how many checks. */
import { ref, shallowRef, watch, type Ref } from 'vue'
import type { Output } from '../../../shared/contract.ts'
import type { AppError } from '../../../shared/errors.ts'
import { coalesce } from '../../connection/coalesce.ts'
import { useClient, useEngineEvent, useOtherLibrary, useWhenConnected } from '../../connection/use-client.ts'
import { worthTelling } from '../../connection/worth-telling.ts'

export type AuditPlan = Output<'auditPlan'>
export type PlannedCandidate = AuditPlan['candidates'][number]

/** That the share of wrong ones is no larger: the usual 95 %. */
export const CONFIDENCE = 0.95

/** @param maximumError the share of wrong suggestions that the person accepts. */
export function useAuditPlan(maximumError: Ref<number>) {
  const client = useClient()
  /** Undefined until it is known for the share that is chosen. */
  const plan = shallowRef<AuditPlan>()
  const error = shallowRef<AppError>()
  const isReading = ref(true)

  const read = coalesce(async () => {
    isReading.value = true
    const wanted = maximumError.value
    try {
      const next = await client.call('auditPlan', { maximumError: wanted, confidence: CONFIDENCE })
      if (wanted === maximumError.value) plan.value = next
      error.value = undefined
    } catch (thrown) {
      error.value = worthTelling(thrown)
    } finally {
      isReading.value = false
    }
  })
  const readSoon = (): void => void read()
  useWhenConnected(readSoon)
  useEngineEvent('decided', readSoon)
  useEngineEvent('head', readSoon)
  useEngineEvent('photos', readSoon)
  useOtherLibrary(() => {
    plan.value = undefined
    readSoon()
  })
  watch(maximumError, readSoon)

  return { plan, error, isReading, read }
}

/** Photos that are accepted without a look at them: each check shows one of them. */
export function spared({ photos, checks }: PlannedCandidate): number {
  return photos - checks
}

/** What is worth offering: where each photo has to be checked, there is nothing left to accept. */
export function sparingCandidates({ candidates }: AuditPlan): PlannedCandidate[] {
  return candidates.filter((each) => spared(each) > 0)
}

export function mostSparing(candidates: readonly PlannedCandidate[]): PlannedCandidate | undefined {
  return candidates.toSorted((a, b) => spared(b) - spared(a)).at(0)
}
