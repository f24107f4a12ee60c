/** @file The audit that runs, if any: blind checks are answered in the review; what held is accepted by one decision. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AuditState } from '../../shared/contract/audit.ts'
import type { Input, Output } from '../../shared/contract.ts'
import type { AppError } from '../../shared/errors.ts'
import { coalesce } from '../connection/coalesce.ts'
import { useClient } from '../connection/use-client.ts'
import { worthTelling } from '../connection/worth-telling.ts'
import { i18n } from '../i18n.ts'
import { useDecisions } from './decisions.ts'
import { useToasts } from './toasts.ts'

export type AuditBound = Required<Pick<Input<'startAudit'>, 'maximumError' | 'confidence' | 'threshold'>>

export const useAudit = defineStore('audit', () => {
  const client = useClient()
  const toasts = useToasts()
  const decisions = useDecisions()
  const { t, n } = i18n.global

  /** Null while none runs; undefined until the engine has said. */
  const state = shallowRef<AuditState | null>()
  const error = shallowRef<AppError>()
  /** Something of it is on its way. */
  const busy = ref(false)

  const isChecking = computed(() => state.value?.outcome === 'checking')

  const refresh = coalesce(async () => {
    try {
      state.value = (await client.call('audit', {})).audit
      error.value = undefined
    } catch (thrown) {
      fail(thrown)
    }
  })
  const refreshSoon = (): void => void refresh()
  client.whenConnected(refreshSoon)
  client.on('decided', refreshSoon)
  client.on('photos', refreshSoon)
  client.onOtherLibrary(() => {
    state.value = undefined
    error.value = undefined
    refreshSoon()
  })

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
      fail(thrown)
      return false
    } finally {
      busy.value = false
    }
  }
  function fail(thrown: unknown): void {
    const problem = worthTelling(thrown)
    if (problem !== undefined) error.value = problem
  }

  return { state, error, busy, isChecking, refresh, start, stop, accept }
})
