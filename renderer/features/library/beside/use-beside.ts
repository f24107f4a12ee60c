/** @file Whether the selected photos are shown beside each other, and which: they stay the same, whatever moves in the grid meanwhile. */
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useOtherLibrary } from '../../../connection/use-client.ts'
import { useToasts } from '../../../stores/toasts.ts'
import type { Selection } from '../grid/use-selection.ts'

/** More are too small to be compared. */
const MOST_BESIDE = 4

export const canStandBeside = (count: number): boolean => count >= 2 && count <= MOST_BESIDE

/** @param selection the grid's */
export function useBeside(selection: Selection, onClosed: () => void) {
  const toasts = useToasts()
  const { t } = useI18n()
  const photos = ref<readonly number[]>()

  function open(): void {
    const { value: selected } = selection.selected
    if (!canStandBeside(selected.size)) toasts.show(t('library.beside.selectSome'))
    else photos.value = [...selected].toSorted((a, b) => selection.placeOf(a) - selection.placeOf(b))
  }
  function close(): void {
    photos.value = undefined
    onClosed()
  }
  useOtherLibrary(() => {
    photos.value = undefined
  })
  return { photos, open, close }
}
