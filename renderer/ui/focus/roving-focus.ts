/**
 * @file One stop of the Tab key for a list of many: a "roving tabindex". One item can be reached by Tab (tabindex 0), all others by
 * the keys that move from item to item (tabindex -1). For a list in which the focus itself moves; where it stays in a text field, see
 * controls/ComboBox.vue.
 */
import { nextTick, ref, type Ref, type ShallowRef } from 'vue'

export interface RovingFocus {
  /** Of the item that Tab reaches, from 0. */
  readonly place: Ref<number>
  tabindex: (place: number) => 0 | -1
  /** Gives the focus to the item that Tab reaches, once it is drawn. */
  focus: () => Promise<void>
  /** Goes to this item, or to the nearest that there is, with the focus. */
  moveTo: (place: number) => void
  /** What keys do in a list with one direction. */
  readonly steps: Readonly<Record<'previous' | 'next' | 'first' | 'last', () => void>>
}

/** @param count of the items, as it is when a key moves the focus */
export function useRovingFocus(
  list: Readonly<ShallowRef<HTMLElement | null>>,
  count: () => number,
): RovingFocus {
  const place = ref(0)
  const focus = () => focusReachable(list)
  function moveTo(wanted: number): void {
    place.value = Math.max(0, Math.min(count() - 1, wanted))
    void focus()
  }
  const steps = {
    previous: () => {
      moveTo(place.value - 1)
    },
    next: () => {
      moveTo(place.value + 1)
    },
    first: () => {
      moveTo(0)
    },
    last: () => {
      moveTo(count() - 1)
    },
  }
  return { place, tabindex: (at) => tabindexOf(at === place.value), focus, moveTo, steps }
}

/** @param isReachable whether it is the one item that Tab reaches */
export function tabindexOf(isReachable: boolean): 0 | -1 {
  return isReachable ? 0 : -1
}

/** Gives the focus to the item of a list that Tab reaches, once it is drawn; for lists that keep its place elsewhere. */
export async function focusReachable(list: Readonly<ShallowRef<HTMLElement | null>>): Promise<void> {
  await nextTick()
  list.value?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
}
