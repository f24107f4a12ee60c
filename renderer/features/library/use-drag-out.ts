/** @file Dragging the selected photos into another program, as files: in the app only, since a page in a browser has no files. */
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../stores/library.ts'
import { useToasts } from '../../stores/toasts.ts'

/** Other programs are asked by the system about each of them. */
const MOST = 500

/** @returns a function for the begin of a drag. @param ids of the photos, all of which are meant */
export function useDragOut() {
  const library = useLibrary()
  const toasts = useToasts()
  const { t, n } = useI18n()

  return async function dragOut(ids: readonly number[]): Promise<void> {
    const key = library.status?.key
    if (key === undefined || window.twinsort === undefined) return
    if (ids.length > MOST) {
      toasts.show(t('library.dragOut.tooMany', { count: n(MOST) }), { tone: 'problem' })
      return
    }
    try {
      const files = await window.twinsort.dragOut([...ids], key)
      if (files === 0) toasts.show(t('library.dragOut.none'), { tone: 'problem' })
      else if (files < ids.length)
        toasts.show(t('library.dragOut.some', { count: n(files), all: n(ids.length) }))
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }
}
