/** @file Writes the journal of the open library to a file, where the person wants it. */
import { computed, ref, shallowRef } from 'vue'
import type { Output } from '../../../shared/contract.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useClient, useOtherLibrary } from '../../connection/use-client.ts'
import { reportableError } from '../../connection/reportable-error.ts'
import { historyBeside } from './target-path.ts'

/** @param beside where other exports go: the history is suggested there until the person says otherwise. */
export function useHistoryFile(beside: () => string) {
  const client = useClient()
  const chosen = ref<string>()
  const out = computed({
    get: () => chosen.value ?? historyBeside(beside()),
    set: (path) => {
      chosen.value = path
      forget()
    },
  })
  const result = shallowRef<Output<'exportHistory'>>()
  const error = shallowRef<AppError>()
  const busy = ref(false)
  useOtherLibrary(() => {
    chosen.value = undefined
    forget()
  })

  function forget(): void {
    result.value = undefined
    error.value = undefined
  }

  async function write(): Promise<void> {
    if (busy.value) return
    busy.value = true
    forget()
    try {
      result.value = await client.call('exportHistory', { out: out.value })
    } catch (thrown) {
      error.value = reportableError(thrown)
    } finally {
      busy.value = false
    }
  }
  return { out, result, error, busy, write }
}
