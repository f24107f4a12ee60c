/**
 * @file Dragging over photos with the mouse draws a rectangle, which selects what it touches. It scrolls when the pointer leaves the
 * scrolling element above or below.
 */
import { onBeforeUnmount, shallowRef, type Ref } from 'vue'
import { mayDrag, trackDrag } from './track-drag.ts'

/** CSS pixels, from the upper left corner of what is scrolled. */
export interface Band {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** How much is scrolled in each frame for a pixel that the pointer is outside. */
const SCROLL_RATE = 0.25

interface Point {
  readonly x: number
  readonly y: number
}

interface Dragging {
  /** What to do with the band whenever it changes; undefined where none may begin there. */
  readonly begin: (event: PointerEvent) => ((band: Band) => void) | undefined
  /** After a band was drawn. */
  readonly end: () => void
}

export function useRubberBand(scroller: Readonly<Ref<HTMLElement | null>>, { begin, end: ended }: Dragging) {
  const band = shallowRef<Band>()
  let stop = (): void => undefined
  /** Ends it without a click: the button may still be down. */
  function cancel(): void {
    stop()
    band.value = undefined
  }

  function pointerDown(down: PointerEvent): void {
    const { value: element } = scroller
    if (element === null || !mayDrag(down) || isOnScrollBar(element, down)) return
    const select = begin(down)
    if (select === undefined) return
    const from = inContent(element, down)
    let last: Point = { x: down.clientX, y: down.clientY }
    let frame = 0

    const draw = (): void => {
      const to = inContent(element, { clientX: last.x, clientY: last.y })
      band.value = between(from, to)
      select(band.value)
    }
    const scroll = (): void => {
      const { top, bottom } = element.getBoundingClientRect()
      const beyond = Math.min(0, last.y - top) + Math.max(0, last.y - bottom)
      if (beyond !== 0) {
        element.scrollTop += Math.sign(beyond) * Math.ceil(Math.abs(beyond) * SCROLL_RATE)
        draw()
      }
      frame = requestAnimationFrame(scroll)
    }
    cancel()
    const release = trackDrag(element, down, {
      moved: (event) => {
        last = { x: event.clientX, y: event.clientY }
        if (band.value === undefined) frame = requestAnimationFrame(scroll)
        draw()
      },
      ended: () => {
        cancel()
        ended()
      },
      pressed: ({ key }) => key === 'Escape',
    })
    stop = () => {
      release()
      cancelAnimationFrame(frame)
    }
  }
  onBeforeUnmount(cancel)
  return { band, pointerDown, cancel }
}

function inContent(
  element: HTMLElement,
  { clientX, clientY }: Pick<PointerEvent, 'clientX' | 'clientY'>,
): Point {
  const { left, top } = element.getBoundingClientRect()
  return { x: clientX - left + element.scrollLeft, y: clientY - top + element.scrollTop }
}
function isOnScrollBar(element: HTMLElement, { clientX }: PointerEvent): boolean {
  return clientX > element.getBoundingClientRect().left + element.clientWidth
}
function between(one: Point, other: Point): Band {
  const [left, right] = [one.x, other.x].sort((a, b) => a - b)
  const [top, bottom] = [one.y, other.y].sort((a, b) => a - b)
  return { left, top, right, bottom }
}
