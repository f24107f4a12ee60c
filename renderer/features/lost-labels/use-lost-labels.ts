/** @file Labels whose picture was saved again at the same place: the question, and its answer. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LostLabel } from '../../../shared/contract/lost-labels.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient } from '../../connection/use-client.ts'
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
  const { value: lost } = useEngineQuery((engine) => engine.call('lostLabels', {}), {
    events: ['decided'],
    afterIndexing: true,
  })
  const offered = computed(
    () => lost.value?.labels.filter((label): label is OfferedLabel => label.offer !== null) ?? [],
  )

  /** Only those that were shown: more may have been found since. */
  async function settle(action: 'carry' | 'drop', shown: readonly OfferedLabel[]): Promise<void> {
    try {
      const photos = shown.map(({ photo }) => photo)
      const { labelled } = await client.call('settleLostLabels', { action, photos })
      toasts.show(t(`lost.${action === 'carry' ? 'carried' : 'dropped'}`, { count: n(labelled) }, labelled), {
        action: { label: t('decisions.undo'), run: () => void decisions.undo() },
      })
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }
  return { offered, settle }
}
