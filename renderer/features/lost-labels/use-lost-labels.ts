/** @file Labels whose picture was saved anew at the same place: the question, and its answer. */
import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LostLabel } from '../../../shared/contract/lost-labels.ts'
import { coalesce } from '../../connection/coalesce.ts'
import { useClient, useEngineEvent, useOtherLibrary, useWhenConnected } from '../../connection/use-client.ts'
import { useDecisions } from '../../stores/decisions.ts'
import { useToasts } from '../../stores/toasts.ts'

export interface OfferedLabel extends LostLabel {
  readonly offer: NonNullable<LostLabel['offer']>
}

/** Fresh for as long as the component lives. */
export function useLostLabels() {
  const client = useClient()
  const decisions = useDecisions()
  const toasts = useToasts()
  const { t, n } = useI18n()
  const labels = shallowRef<readonly LostLabel[]>([])
  const offered = computed(() => labels.value.filter((label): label is OfferedLabel => label.offer !== null))

  const read = coalesce(async () => {
    const answer = await client.call('lostLabels', {}).catch(() => undefined)
    if (answer !== undefined) labels.value = answer.labels // else the next connection asks again
  })
  const readSoon = (): void => void read()
  useWhenConnected(readSoon)
  useOtherLibrary(() => {
    labels.value = []
    readSoon()
  })
  useEngineEvent('decided', readSoon)
  useEngineEvent('job', ({ kind, state }) => {
    if (kind === 'index' && state !== 'running') readSoon()
  })

  /** Only those that were shown: more may have been found since. */
  async function settle(action: 'carry' | 'drop', shown: readonly OfferedLabel[]): Promise<void> {
    try {
      const photos = shown.map(({ photo }) => photo)
      const { labelled } = await client.call('settleLostLabels', { action, photos })
      toasts.show(t(`lost.${action === 'carry' ? 'carried' : 'dropped'}`, { count: n(labelled) }, labelled), {
        action: { label: t('decisions.undo'), run: () => void decisions.undo() },
      })
    } catch (thrown) {
      toasts.complain(thrown)
    }
  }
  return { offered, settle }
}
