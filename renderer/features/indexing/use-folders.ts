/** @file The folders that the open library reads, and taking one of them away. */
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LibraryFolder } from '../../../shared/contract/library.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient } from '../../connection/use-client.ts'
import { useIndexing } from '../../stores/indexing.ts'
import { useToasts } from '../../stores/toasts.ts'
import { baseName } from '../../words/paths.ts'

export type Folders = ReturnType<typeof useFolders>

/** Fresh for as long as the component lives. */
export function useFolders() {
  const client = useClient()
  const indexing = useIndexing()
  const toasts = useToasts()
  const { t, n } = useI18n()
  const { value: known } = useEngineQuery(async (engine) => (await engine.call('folders', {})).folders, {
    events: ['photos', 'decided'],
  })
  const folders = computed<readonly LibraryFolder[]>(() => known.value ?? [])
  const busy = ref(false)

  async function remove({ path }: LibraryFolder): Promise<void> {
    busy.value = true
    try {
      const { folders: left, photos } = await client.call('removeFolder', { path })
      known.value = left
      indexing.forgetResult() // it names the folder, and counts its photos
      const fewer = t('welcome.photos', { count: n(photos) }, photos)
      toasts.show(t('indexing.folders.removed', { folder: baseName(path), photos: fewer }))
    } catch (thrown) {
      toasts.reportError(thrown)
    } finally {
      busy.value = false
    }
  }
  return { folders, busy, remove }
}
