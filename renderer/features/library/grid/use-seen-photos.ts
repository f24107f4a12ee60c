/**
 * @file Which of the photos that were opened together, such as those of a group, have been in sight: only these are confirmed together.
 */
import { computed, shallowRef, watch } from 'vue'
import { usePhotos } from '../../../stores/photos.ts'
import type { Selection } from './use-selection.ts'

export function useSeenPhotos({ idAt }: Pick<Selection, 'idAt'>) {
  const photos = usePhotos()
  const isOpened = computed(() => photos.filter.found?.isTitle === true)
  const seen = shallowRef<ReadonlySet<number>>(new Set())

  /** @param first place of the first of those in sight. @param end the place after the last */
  function add(first: number, end: number): void {
    if (!isOpened.value) return
    const places = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index)
    const others = places.flatMap((place) => idAt(place) ?? []).filter((id) => !seen.value.has(id))
    if (others.length > 0) seen.value = new Set([...seen.value, ...others])
  }
  watch(
    () => photos.asked,
    () => {
      seen.value = new Set()
    },
    { flush: 'sync' },
  )
  return { isOpened, seen, add }
}

export type SeenPhotos = ReturnType<typeof useSeenPhotos>
