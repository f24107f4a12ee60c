/** @file Which photos of the map are selected, and which one has the cursor, by id. */
import { ref, shallowRef, watch, type Ref } from 'vue'
import { rowOfPhoto } from '../../stores/arrange-photos.ts'
import type { PhotoColumns } from '../../stores/photo-tests.ts'

/** @param shown [n] 1 for the rows that are seen: nothing that is not seen may be changed. */
export function useMapSelection(
  columns: Readonly<Ref<PhotoColumns | undefined>>,
  shown: Readonly<Ref<Uint8Array>>,
) {
  const selected = shallowRef<ReadonlySet<number>>(new Set())
  const focused = ref<number>()

  function focus(id: number): void {
    focused.value = id
  }
  function selectOnly(id: number): void {
    focused.value = id
    selected.value = new Set([id])
  }
  function toggle(id: number): void {
    focused.value = id
    const next = new Set(selected.value)
    if (!next.delete(id)) next.add(id)
    selected.value = next
  }
  function add(ids: readonly number[]): void {
    selected.value = new Set([...selected.value, ...ids])
  }
  /** @param besides photos that stay selected. */
  function selectMany(ids: readonly number[], besides: ReadonlySet<number>): void {
    selected.value = new Set([...besides, ...ids])
  }
  function clear(): void {
    if (selected.value.size > 0) selected.value = new Set()
  }
  /** What an action is for: the selected photos, or else the one with the cursor. */
  function targets(): number[] {
    if (selected.value.size > 0) return [...selected.value]
    return focused.value === undefined ? [] : [focused.value]
  }

  watch([columns, shown], () => {
    const isSeen = (id: number): boolean => {
      const row = columns.value === undefined ? -1 : rowOfPhoto(columns.value, id)
      return row >= 0 && shown.value[row] === 1
    }
    if (focused.value !== undefined && !isSeen(focused.value)) focused.value = undefined
    const kept = [...selected.value].filter(isSeen)
    if (kept.length < selected.value.size) selected.value = new Set(kept)
  })

  return { selected, focused, focus, selectOnly, toggle, add, selectMany, clear, targets }
}

export type MapSelection = ReturnType<typeof useMapSelection>
