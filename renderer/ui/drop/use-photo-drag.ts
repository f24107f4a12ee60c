/**
 * @file Dragging photos that are selected, as in file managers: over a class of ClassTargets.vue they are dropped and get it. Any key
 * ends it, Escape with no other effect.
 */
import { onBeforeUnmount, type Ref } from 'vue'
import { useClassTargets, type DraggedPhotos } from '../../stores/class-targets.ts'
import { mayDrag, trackDrag } from '../photo/track-drag.ts'

type Carried = Pick<DraggedPhotos, 'photos' | 'picture'>

interface Dragging {
  /** What is carried; undefined where nothing is. */
  readonly begin: (event: PointerEvent) => Carried | undefined
  readonly drop: (name: string, photos: readonly number[]) => void
  /** After a drag, whatever came of it. */
  readonly ended: () => void
}

const MODIFIERS = new Set(['Alt', 'AltGraph', 'Control', 'Meta', 'Shift', 'CapsLock'])

export function usePhotoDrag(element: Readonly<Ref<HTMLElement | null>>, { begin, drop, ended }: Dragging) {
  const targets = useClassTargets()
  let stop = (): void => undefined
  /** Ends it, and nothing is dropped. */
  function cancel(): void {
    stop()
    targets.dragged = undefined
  }
  /** @returns whether photos are carried from there */
  function pointerDown(down: PointerEvent): boolean {
    const { value: from } = element
    if (from === null || !mayDrag(down)) return false
    const carried = begin(down)
    if (carried === undefined) return false
    cancel()
    stop = trackDrag(from, down, {
      moved: ({ clientX: x, clientY: y }) => {
        targets.dragged = { ...carried, x, y, over: targetAt(x, y) }
      },
      ended: (how) => {
        const over = targets.dragged?.over
        targets.dragged = undefined
        if (how === 'dropped' && over !== undefined) drop(over, carried.photos)
        ended()
      },
      pressed: (event) => {
        if (MODIFIERS.has(event.key)) return false
        if (event.key === 'Escape' && targets.dragged !== undefined) {
          event.preventDefault()
          event.stopPropagation()
        }
        return true
      },
    })
    return true
  }
  onBeforeUnmount(cancel)
  return { pointerDown, cancel }
}

/** Whether a class is on screen that photos can be dropped on. */
export function hasTargets(): boolean {
  return [...document.querySelectorAll<HTMLElement>(TARGET)].some((each) => each.offsetParent !== null)
}

const TARGET = '[data-drop-class]'

/** The class at a place of the window, in CSS pixels. */
export function targetAt(x: number, y: number): string | undefined {
  return document.elementFromPoint(x, y)?.closest<HTMLElement>(TARGET)?.dataset.dropClass
}
