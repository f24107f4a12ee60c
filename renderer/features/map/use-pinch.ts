/** @file Two fingers on the map: where they were, and where they are. */
import { onBeforeUnmount } from 'vue'
import type { Point } from './plot/camera.ts'

type Pair = readonly [Point, Point]

interface Pinching {
  readonly inPlane: (event: PointerEvent) => Point
  /** The second finger came down: what the first one did ends. */
  readonly began: () => void
  readonly moved: (from: Pair, to: Pair) => void
}

export function usePinch({ inPlane, began, moved }: Pinching) {
  const fingers = new Map<number, Point>()
  let listening: AbortController | undefined

  /** @returns whether there are two or more */
  function fingerDown(event: PointerEvent): boolean {
    if (event.pointerType !== 'touch') return false
    if (event.isPrimary) fingers.clear() // the first one: what was missed of the others is over
    fingers.set(event.pointerId, inPlane(event))
    if (fingers.size === 1) listen()
    if (fingers.size === 2) began()
    return fingers.size > 1
  }
  function listen(): void {
    stop()
    listening = new AbortController()
    const { signal } = listening
    window.addEventListener('pointermove', move, { signal })
    window.addEventListener('pointerup', up, { signal })
    window.addEventListener('pointercancel', up, { signal })
  }
  function move(event: PointerEvent): void {
    if (!fingers.has(event.pointerId)) return
    const before = pair()
    fingers.set(event.pointerId, inPlane(event))
    const now = pair()
    if (before !== undefined && now !== undefined) moved(before, now)
  }
  function up({ pointerId }: PointerEvent): void {
    fingers.delete(pointerId)
    if (fingers.size === 0) stop()
  }
  function pair(): Pair | undefined {
    const [first, second] = [...fingers.values()]
    return fingers.size < 2 ? undefined : [first, second]
  }
  function stop(): void {
    listening?.abort()
  }
  onBeforeUnmount(stop)
  return { fingerDown }
}
