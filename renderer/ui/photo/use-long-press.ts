/** @file A long press of a finger, where nobody clicks twice. */
import { onBeforeUnmount } from 'vue'

/** Milliseconds: the usual time on touch screens. */
const LONG_PRESS_MS = 450

/** @param pressed with the event that began the press; neither its click nor its menu is meant then: see `wasLong`. */
export function useLongPress(pressed: (event: PointerEvent) => void) {
  let timer: number | undefined
  let isLong = false

  /** For `pointerdown`. */
  function begin(event: PointerEvent): void {
    isLong = false
    if (event.pointerType !== 'touch') return
    event.stopPropagation() // the menu would wait for a long press, too
    timer = window.setTimeout(() => {
      isLong = true
      pressed(event)
    }, LONG_PRESS_MS)
  }
  /** For `pointerup`, `pointerleave` and `pointercancel`. */
  function end(): void {
    window.clearTimeout(timer)
  }
  /** For `pointerdown` beside what is pressed, where clicks are heard as well. */
  function forget(): void {
    isLong = false
  }
  onBeforeUnmount(end)
  return { begin, end, forget, wasLong: () => isLong }
}
