/**
 * @file The list of classes scrolls while photos are held near its upper or lower edge, so that each class can be dropped on. What
 * comes under the pointer is aimed at, though the pointer rests.
 */
import { onBeforeUnmount, watch, type Ref } from 'vue'
import { useClassTargets } from '../../stores/class-targets.ts'
import { targetAt } from './use-photo-drag.ts'

/** CSS pixels. */
const EDGE = 36
const MOST_A_FRAME = 10

export function useEdgeScroll(list: Readonly<Ref<HTMLElement | null>>) {
  const targets = useClassTargets()
  let frame = 0

  function scroll(): void {
    frame = 0
    const { dragged } = targets
    const by = dragged === undefined ? 0 : speedAt(dragged.x, dragged.y)
    if (by === 0 || list.value === null) return
    list.value.scrollTop += by
    frame = requestAnimationFrame(scroll)
  }
  function speedAt(x: number, y: number): number {
    const box = list.value?.getBoundingClientRect()
    if (box === undefined || x < box.left || x > box.right || y < box.top || y > box.bottom) return 0
    const [above, below] = [EDGE - (y - box.top), EDGE - (box.bottom - y)]
    const share = above > 0 ? -above / EDGE : Math.max(0, below) / EDGE
    return Math.sign(share) * Math.ceil(Math.abs(share) * MOST_A_FRAME)
  }
  /** Also by the wheel. */
  function scrolled(): void {
    const { dragged } = targets
    if (dragged !== undefined) targets.dragged = { ...dragged, over: targetAt(dragged.x, dragged.y) }
  }
  watch(
    () => targets.dragged,
    () => {
      if (frame === 0) scroll()
    },
  )
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
  })
  return { scrolled }
}
