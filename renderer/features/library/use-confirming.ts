/** @file Many mere suggestions confirmed at once: which photos of the grid that is about. */
import { computed } from 'vue'
import { rowOfPhoto } from '../../stores/arrange-photos.ts'
import { useAskToConfirm } from '../../stores/ask-to-confirm.ts'
import { stateOfRow } from '../../stores/photo-tests.ts'
import { usePhotos } from '../../stores/photos.ts'
import type { Selection } from './grid/use-selection.ts'

export function useConfirming(
  { selected }: Pick<Selection, 'selected'>,
  calls: Parameters<typeof useAskToConfirm>[0],
) {
  const photos = usePhotos()
  const asking = useAskToConfirm(calls)

  /** Rows of the selected photos, or else of all of those that the filter shows. */
  const meant = computed((): Iterable<number> => {
    const { columns, arrangement } = photos
    if (columns === undefined) return []
    if (selected.value.size === 0) return arrangement.rows
    return [...selected.value].map((id) => rowOfPhoto(columns, id)).filter((row) => row >= 0)
  })
  /** How many suggestions: of photos that the person picked, or asked for by how sure they are; else none is offered. */
  const count = computed(() => {
    const { columns, filter } = photos
    const isOffered = selected.value.size > 1 || filter.sure !== null || filter.state === 'suggested'
    if (columns === undefined || !isOffered) return 0
    let found = 0
    for (const row of meant.value) if (stateOfRow(columns, row) === 'suggested') found += 1
    return found
  })

  return { ...asking, meant, count }
}
