/** @file The files of the library that could not be read, whichever process read them, and when. */
import { computed, type ComputedRef } from 'vue'
import type { UnreadableFile } from '../../../shared/contract/photos.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useLibrary } from '../../stores/library.ts'

/** Fresh for as long as the component lives. */
export function useUnreadable(): ComputedRef<readonly UnreadableFile[]> {
  const library = useLibrary()
  // While a folder is read, only as its count changes; a second reading may find other reasons.
  const { value } = useEngineQuery((engine) => engine.call('unreadable', {}), {
    changes: [() => library.status?.unreadable],
    afterIndexing: true,
  })
  return computed(() => value.value?.files ?? [])
}
