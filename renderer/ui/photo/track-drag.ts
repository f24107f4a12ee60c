/**
 * @file Follows the mouse from a press to its end, once it has moved: what it draws or carries is up to the caller. Touch screens scroll
 * by dragging, so a finger drags nothing.
 */

/** A hand that clicks moves a little. */
const LEAST_PIXELS = 5

/** `dropped`: the button was let go; `stopped`: by a key, or because the window lost the pointer. */
export type DragEnd = 'dropped' | 'stopped'

interface Tracking {
  /** With the first movement that counts, and all after it. */
  readonly moved: (event: PointerEvent) => void
  /** After it has moved; no click follows. */
  readonly ended: (how: DragEnd) => void
  /** @returns whether the key ends it */
  readonly pressed: (event: KeyboardEvent) => boolean
}

/** Whether a press may begin a drag. */
export function mayDrag({ button, pointerType }: PointerEvent): boolean {
  return button === 0 && pointerType !== 'touch'
}

/**
 * @param element gets the pointer, wherever it goes
 * @returns a function that stops following without a word: the button may still be down
 */
export function trackDrag(
  element: HTMLElement,
  down: PointerEvent,
  { moved, ended, pressed }: Tracking,
): () => void {
  let hasMoved = false
  const listening = new AbortController()
  const { signal } = listening
  const end = (how: DragEnd): void => {
    listening.abort()
    if (!hasMoved) return
    swallowClick()
    ended(how)
  }
  const stop = (): void => {
    end('stopped')
  }
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== down.pointerId) return
    // The button was let go where nobody told of it, such as in a menu.
    if ((event.buttons & 1) === 0) {
      stop()
      return
    }
    if (!hasMoved) {
      if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < LEAST_PIXELS) return
      hasMoved = true
      element.setPointerCapture(down.pointerId)
    }
    moved(event)
  }
  const press = (event: KeyboardEvent): void => {
    if (!pressed(event)) return
    // The button is still down: the click comes when it is let go.
    if (hasMoved) window.addEventListener('pointerup', swallowClick, { once: true })
    stop()
  }
  const up = (event: PointerEvent): void => {
    if (event.pointerId === down.pointerId) end('dropped')
  }
  window.addEventListener('pointermove', move, { signal })
  window.addEventListener('pointerup', up, { signal })
  window.addEventListener('pointercancel', stop, { signal })
  window.addEventListener('blur', stop, { signal })
  window.addEventListener('keydown', press, { signal, capture: true }) // before the key means anything else
  return () => {
    listening.abort()
  }
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
