/**
 * @file Dragging over photos with the mouse draws a rectangle, which selects what it touches. It scrolls when the pointer leaves the
 * scrolling element above or below. Touch screens scroll by dragging, so there is no rectangle for them.
 */
import { onBeforeUnmount, shallowRef, type Ref } from 'vue'

/** CSS pixels, from the upper left corner of what is scrolled. */
export interface Band {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A hand that clicks moves a little. */
const LEAST_PIXELS = 5
/** How much is scrolled in each frame for a pixel that the pointer is outside. */
const SCROLL_RATE = 0.25

interface Point {
  readonly x: number
  readonly y: number
}

/** Whether the photos that are selected already stay so. */
export function addsToSelection({ ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey
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
    if (element === null || down.button !== 0 || down.pointerType === 'touch') return
    if (isOnScrollBar(element, down)) return
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
    const move = (event: PointerEvent): void => {
      if (event.pointerId !== down.pointerId) return
      // The button was let go where nobody told of it, such as in a menu.
      if ((event.buttons & 1) === 0) {
        end()
        return
      }
      last = { x: event.clientX, y: event.clientY }
      if (band.value === undefined) {
        if (Math.hypot(last.x - down.clientX, last.y - down.clientY) < LEAST_PIXELS) return
        element.setPointerCapture(down.pointerId)
        frame = requestAnimationFrame(scroll)
      }
      draw()
    }
    const end = (): void => {
      const wasDrawn = band.value !== undefined
      cancel()
      if (!wasDrawn) return
      swallowClick()
      ended()
    }
    const press = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') end()
    }
    stop()
    stop = () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
      window.removeEventListener('blur', end)
      window.removeEventListener('keydown', press)
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
    window.addEventListener('blur', end)
    window.addEventListener('keydown', press)
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

/** The click that the browser reports at the end of the drag is none. */
function swallowClick(): void {
  const swallow = (event: MouseEvent): void => {
    event.stopPropagation()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => {
    window.removeEventListener('click', swallow, { capture: true })
  }, 0)
}
