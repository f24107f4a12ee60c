/** @file What the person chose for the engine, read from it and changed at once. */
import { computed } from 'vue'
import type { Preferences } from '../../../shared/contract/preferences.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient } from '../../connection/use-client.ts'
import { useMachine } from '../../stores/machine.ts'
import { useToasts } from '../../stores/toasts.ts'

export function usePreferences() {
  const client = useClient()
  const toasts = useToasts()
  const {
    value: preferences,
    error: unread,
    refresh,
  } = useEngineQuery((engine) => engine.call('preferences', {}))
  const machine = useMachine()
  machine.use()

  async function change(changes: Partial<Preferences>): Promise<void> {
    try {
      preferences.value = await client.call('changePreferences', changes)
    } catch (thrown) {
      toasts.reportError(thrown)
      await refresh() // what is shown is what holds
    }
    if (changes.backend !== undefined) void machine.refresh()
  }
  const error = computed(() => unread.value ?? machine.error)
  return { preferences, machine: computed(() => machine.value), error, change }
}
