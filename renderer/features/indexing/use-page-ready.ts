/** @file Whether a page can be sorted while photos are still read: only then is anybody sent there. */
import { ref, watch } from 'vue'
import { hasGrown } from '../../../shared/growth.ts'
import type { Language } from '../../../shared/languages.ts'
import { coalesce } from '../../connection/coalesce.ts'
import { useClient, useEngineEvent, useOtherLibrary, useWhenConnected } from '../../connection/use-client.ts'
import { useIndexing } from '../../stores/indexing.ts'
import { PAGE_WISH } from '../../stores/page-wish.ts'

/** @param language of the names that the page proposes */
export function usePageReady(language: () => Language) {
  const client = useClient()
  const indexing = useIndexing()
  const isReady = ref(false)
  /** Many photos came in, so that pages are made anew. */
  const isMaking = ref(false)
  let photos = 0
  /** Photos when it was last asked. */
  let asked = 0

  const ask = coalesce(async () => {
    if (!indexing.isRunning) return
    asked = photos
    isMaking.value = true
    try {
      const { ready } = await client.call('pageReady', { ...PAGE_WISH, language: language() })
      isReady.value = ready
    } catch {
      isReady.value = false // errors of the reading are shown by its own call
    } finally {
      isMaking.value = false
    }
  })
  const askSoon = (): void => void ask()
  useWhenConnected(askSoon)
  watch(() => indexing.isRunning, askSoon)
  useEngineEvent('photos', (event) => {
    photos = event.photos
    if (!isReady.value || hasGrown(asked, photos)) askSoon()
  })
  useOtherLibrary(() => {
    isReady.value = false
    photos = asked = 0
  })
  return { isReady, isMaking }
}
