/** @file The labels of moments that are kept under names, for all views that choose one. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Output } from '../../shared/contract.ts'
import { useEngineQuery } from '../connection/engine-query.ts'
import { useClient } from '../connection/use-client.ts'
import { useToasts } from './toasts.ts'

export const useSnapshots = defineStore('snapshots', () => {
  const client = useClient()
  const toasts = useToasts()
  const { value, error, refresh } = useEngineQuery((engine) => engine.call('snapshots', {}))
  /** Newest first; none until they are known. */
  const list = computed(() => value.value?.snapshots ?? [])

  /** @throws AppError */
  async function save(name: string): Promise<Output<'saveSnapshot'>> {
    const saved = await client.call('saveSnapshot', { name })
    await refresh()
    return saved
  }
  async function remove(name: string): Promise<void> {
    try {
      await client.call('removeSnapshot', { name })
      await refresh()
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }
  /** @throws AppError */
  async function merge(library: string, name: string, dryRun: boolean): Promise<Output<'mergeLibrary'>> {
    const merged = await client.call('mergeLibrary', { library, name, dryRun })
    if (!dryRun) await refresh()
    return merged
  }
  return { list, error, save, remove, merge }
})
