/** @file The audit that runs, if any: blind checks are answered in the review; what held is accepted by one decision. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Input, Output } from '../../shared/contract.ts'
import { useEngineQuery } from '../connection/engine-query.ts'
import { useClient } from '../connection/use-client.ts'
import { reportableError } from '../connection/reportable-error.ts'
import { i18n } from '../i18n.ts'
import { useDecisions } from './decisions.ts'
import { useToasts } from './toasts.ts'

export type AuditBound = Required<
  Pick<Input<'startAudit'>, 'of' | 'maximumError' | 'confidence' | 'threshold'>
>

export const useAudit = defineStore('audit', () => {
  const client = useClient()
  const toasts = useToasts()
  const decisions = useDecisions()
  const { t, n } = i18n.global

  /** Null while none runs; undefined until the engine has said. */
  const {
    value: state,
    error,
    refresh,
  } = useEngineQuery(async (engine) => (await engine.call('audit', {})).audit, {
    events: ['decided', 'photos'],
  })
  /** Something of it is on its way. */
  const busy = ref(false)

  const isChecking = computed(() => state.value?.outcome === 'checking')

  /** @returns whether it runs now. */
  function start(bound: AuditBound): Promise<boolean> {
    return attempt(async () => {
      state.value = await client.call('startAudit', bound)
    })
  }
  /** Gives it up; the answers stay as labels. */
  async function stop(): Promise<void> {
    await attempt(() => client.call('stopAudit', {}))
    await refresh()
  }
  /** Labels what held. @returns what was labelled; undefined where that failed. */
  async function accept(): Promise<Output<'acceptAudit'> | undefined> {
    const engine = client.forOpenLibrary()
    let done: Output<'acceptAudit'> | undefined
    await attempt(async () => {
      done = await client.call('acceptAudit', {})
    })
    await refresh()
    if (done === undefined || !engine.isOpen) return undefined
    toasts.show(t('audit.accepted', { count: n(done.labelled) }, done.labelled), {
      action: { label: t('decisions.undo'), run: () => void decisions.takeBack() },
    })
    return done
  }

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      await work()
      error.value = undefined
      return true
    } catch (thrown) {
      error.value = reportableError(thrown) ?? error.value
      return false
    } finally {
      busy.value = false
    }
  }

  return { state, error, busy, isChecking, refresh, start, stop, accept }
})
