/** @file The folders that the open library reads, and taking one of them away. */
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LibraryFolder } from '../../../shared/contract/library.ts'
import { coalesce } from '../../connection/coalesce.ts'
import { useClient, useEngineEvent, useOtherLibrary, useWhenConnected } from '../../connection/use-client.ts'
import { useIndexing } from '../../stores/indexing.ts'
import { useToasts } from '../../stores/toasts.ts'
import { baseName } from '../../words/paths.ts'

/** Fresh for as long as the component lives. */
export function useFolders() {
  const client = useClient()
  const indexing = useIndexing()
  const toasts = useToasts()
  const { t, n } = useI18n()
  const folders = shallowRef<readonly LibraryFolder[]>([])
  const busy = ref(false)

  const read = coalesce(async () => {
    const answer = await client.call('folders', {}).catch(() => undefined)
    if (answer !== undefined) folders.value = answer.folders // else the next connection asks again
  })
  const readSoon = (): void => void read()
  useWhenConnected(readSoon)
  useOtherLibrary(() => {
    folders.value = []
    readSoon()
  })
  useEngineEvent('photos', readSoon)
  useEngineEvent('decided', readSoon)

  async function remove({ path }: LibraryFolder): Promise<void> {
    busy.value = true
    try {
      const { folders: left, photos } = await client.call('removeFolder', { path })
      folders.value = left
      indexing.forgetResult() // it names the folder, and counts its photos
      const fewer = t('welcome.photos', { count: n(photos) }, photos)
      toasts.show(t('indexing.folders.removed', { folder: baseName(path), photos: fewer }))
    } catch (thrown) {
      toasts.complain(thrown)
    } finally {
      busy.value = false
    }
  }
  return { folders, busy, remove }
}
