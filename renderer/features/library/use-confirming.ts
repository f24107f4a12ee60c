/** @file Many mere suggestions confirmed at once: which photos of the grid that is about. */
import { computed } from 'vue'
import { rowOfPhoto } from '../../stores/arrange-photos.ts'
import { useAskToConfirm } from '../../stores/ask-to-confirm.ts'
import { wrongAmong } from '../../stores/suggested-groups.ts'
import type { PhotoState } from '../../stores/photo-filter.ts'
import { stateOfRow, type PhotoColumns } from '../../stores/photo-tests.ts'
import { usePhotos } from '../../stores/photos.ts'
import type { SeenPhotos } from './grid/use-seen-photos.ts'
import type { Selection } from './grid/use-selection.ts'

export function useConfirming(
  { selected, counts }: Pick<Selection, 'selected' | 'counts'>,
  { isOpened: isAnyOpened, seen }: Pick<SeenPhotos, 'isOpened' | 'seen'>,
  calls: Parameters<typeof useAskToConfirm>[0],
) {
  const photos = usePhotos()
  const asking = useAskToConfirm(calls)

  /** Photos of a group, or others that have something in common: the person came to look at them. */
  const isOpened = computed(() => isAnyOpened.value && selected.value.size === 0)
  /** Rows of the selected photos, or else of those that are shown and that the filter still means; of opened ones those that were seen. */
  const meant = computed((): Iterable<number> => {
    const { columns, fitting } = photos
    if (columns === undefined) return []
    if (isOpened.value) return fitting.filter((row) => seen.value.has(columns.ids[row]))
    if (selected.value.size === 0) return fitting
    return [...selected.value].map((id) => rowOfPhoto(columns, id)).filter((row) => row >= 0)
  })
  /** How many suggestions: of photos that the person picked, opened, or asked for by how sure they are; else none is offered. */
  const count = computed(() => {
    const { columns, filter } = photos
    const isAskedFor = filter.sure !== null || filter.state === 'suggested'
    if (columns === undefined || !(selected.value.size > 1 || isOpened.value || isAskedFor)) return 0
    if (selected.value.size > 0) return counts.value?.suggested ?? 0
    return countOf(columns, meant.value, 'suggested')
  })
  /** Of opened photos, how many suggestions are not in sight yet. */
  const unseen = computed(() => {
    const { columns, fitting } = photos
    return columns === undefined || !isOpened.value ? 0 : countOf(columns, fitting, 'suggested') - count.value
  })

  /** How many of these suggestions are expected to be wrong. */
  const wrong = computed(() => {
    return photos.columns === undefined || count.value === 0 ? 0 : wrongAmong(photos.columns, meant.value)
  })

  return { ...asking, meant, count, unseen, wrong }
}

function countOf(columns: PhotoColumns, rows: Iterable<number>, state: PhotoState): number {
  let found = 0
  for (const row of rows) if (stateOfRow(columns, row) === state) found += 1
  return found
}
