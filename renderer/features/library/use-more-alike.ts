/**
 * @file Shows the photos that are most like the selected ones together: these first, still selected, so that a key which comes with the
 * answer is for them, then the others, most like them first.
 */
import { onBeforeUnmount, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { MOST_LOOKED_UP } from '../../../shared/contract/photos.ts'
import { useClient } from '../../connection/use-client.ts'
import { useShowPhotos } from '../../stores/show-photos.ts'
import { useToasts } from '../../stores/toasts.ts'
import type { Selection } from './grid/use-selection.ts'

/** Beyond these, likeness says little, and nobody looks. */
const MOST_SHOWN = 300

/** @param moved whatever ends the search when it changes: the person has gone on. */
export function useMoreAlike(selection: Selection, moved: () => unknown) {
  const client = useClient()
  const show = useShowPhotos()
  const toasts = useToasts()
  const { t, n } = useI18n()
  let search: AbortController | undefined

  async function find(): Promise<void> {
    search?.abort()
    const { signal } = (search = new AbortController())
    const ids = selection.targets().slice(0, MOST_LOOKED_UP)
    if (ids.length === 0) return
    try {
      const { neighbours } = await client.call('neighbours', { ids, count: MOST_SHOWN }, { signal })
      if (signal.aborted) return
      const title = t('library.alike.title', { count: n(ids.length) }, ids.length)
      show(title, [...ids, ...neighbours.map(({ id }) => id)])
    } catch (thrown) {
      if (!signal.aborted) toasts.reportError(thrown)
    }
  }
  watch([selection.selected, moved], () => search?.abort(), { flush: 'sync' })
  onBeforeUnmount(() => search?.abort())
  return { find }
}
