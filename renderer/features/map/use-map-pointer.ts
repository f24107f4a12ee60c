/** @file What the mouse and fingers do on the map: pan, click, double-click, draw a line around photos, hover, open the menu. */
import { onBeforeUnmount, ref, shallowRef, type Ref } from 'vue'
import { refuseMenu } from '../../ui/menu/menu-item.ts'
import { trackDrag } from '../../ui/photo/track-drag.ts'
import { toPlane, type Camera, type Point, type Size } from './plot/camera.ts'
import type { PointIndex } from './plot/point-index.ts'
import type { Looking } from './plot/use-looking.ts'
import type { MapSelection } from './use-map-selection.ts'
import { usePinch } from './use-pinch.ts'
import { rowAt, type Thumbnails } from './use-thumbnails.ts'

interface Plane {
  readonly canvas: Readonly<Ref<HTMLCanvasElement | null>>
  readonly camera: Readonly<Ref<Camera>>
  readonly look: Looking
  readonly size: Readonly<Ref<Size>>
  readonly positions: Readonly<Ref<Float32Array>>
  readonly index: Readonly<Ref<PointIndex>>
  readonly thumbnails: Readonly<Ref<Thumbnails | undefined>>
  /** Points are on their way: none can be meant. */
  readonly isMoving: Readonly<Ref<boolean>>
  /** Counts how often points began to move. */
  readonly moves: Readonly<Ref<number>>
  readonly idOf: (row: number) => number
  /** Dragging draws a line, and a click adds, without a key: for fingers. */
  readonly isSelecting: Readonly<Ref<boolean>>
  /** Where the keyboard is, on the screen. */
  readonly cursor: Readonly<Ref<Point | undefined>>
}

export function useMapPointer(plane: Plane, selection: MapSelection, onLarge: () => void) {
  const { canvas, camera, size, index, isMoving, moves, idOf } = plane
  /** On the screen, while it is drawn. */
  const lasso = shallowRef<readonly Point[]>()
  const hovered = ref<{ id: number; x: number; y: number }>()
  let stopDrag: (() => void) | undefined
  /** `moves` when the button went down: what comes after is for photos that have gone elsewhere. */
  let pressedAt = 0
  let menuOfKey: MouseEvent | undefined

  /** Relative to the plane. */
  function inPlane({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = canvas.value?.getBoundingClientRect() ?? { left: 0, top: 0 }
    return { x: clientX - left, y: clientY - top }
  }
  function idAt(event: MouseEvent): number | undefined {
    const row = rowAt(
      {
        ...{ camera: camera.value, size: size.value, positions: plane.positions.value },
        ...{ index: index.value, thumbnails: plane.thumbnails.value },
      },
      inPlane(event),
    )
    return row === undefined ? undefined : idOf(row)
  }
  const isLate = (): boolean => isMoving.value || pressedAt !== moves.value

  const { fingerDown } = usePinch({
    inPlane,
    began: () => {
      stopDrag?.()
      lasso.value = undefined
      pressedAt = -1 // no click is meant by it
    },
    moved: (from, to) => {
      plane.look.pinch(from, to)
    },
  })

  function pointerDown(down: PointerEvent): void {
    if (fingerDown(down)) return
    if (down.button !== 0 || !down.isPrimary || canvas.value === null) return
    canvas.value.focus({ preventScroll: true })
    pressedAt = isMoving.value ? -1 : moves.value
    stopDrag?.()
    stopDrag =
      down.shiftKey || plane.isSelecting.value ? drawLasso(canvas.value, down) : pan(canvas.value, down)
  }
  function pan(element: HTMLElement, down: PointerEvent): () => void {
    let last = inPlane(down)
    return trackDrag(element, down, {
      moved: (event) => {
        hovered.value = undefined
        const at = inPlane(event)
        plane.look.move({ x: at.x - last.x, y: at.y - last.y })
        last = at
      },
      ended: () => undefined,
      pressed: stopsDrag,
    })
  }
  function drawLasso(element: HTMLElement, down: PointerEvent): () => void {
    const adds = down.ctrlKey || down.metaKey || plane.isSelecting.value
    const besides = adds ? selection.selected.value : new Set<number>()
    const line: Point[] = [inPlane(down)]
    return trackDrag(element, down, {
      moved: (event) => {
        hovered.value = undefined
        line.push(inPlane(event))
        lasso.value = [...line]
      },
      ended: (how) => {
        lasso.value = undefined
        if (how === 'stopped' || isLate()) return
        const enclosed = index.value.enclosed(line.map((at) => toPlane(camera.value, size.value, at)))
        selection.selectMany(enclosed.map(idOf), besides)
      },
      pressed: stopsDrag,
    })
  }
  function click(event: MouseEvent): void {
    if (isLate()) return
    const id = idAt(event)
    const adds = event.ctrlKey || event.metaKey || event.shiftKey || plane.isSelecting.value
    if (id === undefined) {
      if (!adds) selection.clear()
    } else if (adds) selection.toggle(id)
    else selection.selectOnly(id)
  }
  function large(event: MouseEvent): void {
    const id = isLate() ? undefined : idAt(event)
    if (id === undefined) return
    selection.focus(id)
    onLarge()
  }
  function hover(event: PointerEvent): void {
    if (event.buttons !== 0 || event.pointerType === 'touch' || isMoving.value) return
    const id = idAt(event)
    hovered.value = id === undefined ? undefined : { id, ...inPlane(event) }
  }
  /** A photo that is not selected is the only one that the menu is about. */
  function openMenu(event: MouseEvent): void {
    hovered.value = undefined
    if (event === menuOfKey) return
    if (isByKey(event)) {
      openMenuAtCursor(event)
      return
    }
    if (isMoving.value) {
      refuseMenu(event)
      return
    }
    const id = idAt(event)
    if (id !== undefined && !selection.selected.value.has(id)) selection.selectOnly(id)
    else if (id === undefined && selection.targets().length === 0) refuseMenu(event)
  }
  /** A key's menu is about what the keys have selected. The browser would open it in the middle of the plane, over any photo. */
  function openMenuAtCursor(event: MouseEvent): void {
    refuseMenu(event)
    const element = canvas.value
    if (element === null || isMoving.value || selection.targets().length === 0) return
    const { left, top, width, height } = element.getBoundingClientRect()
    const { x, y } = plane.cursor.value ?? { x: width / 2, y: height / 2 }
    const clientX = left + Math.max(0, Math.min(width, x))
    const clientY = top + Math.max(0, Math.min(height, y))
    menuOfKey = new MouseEvent('contextmenu', {
      ...{ clientX, clientY, button: 2, bubbles: true, cancelable: true },
    })
    element.dispatchEvent(menuOfKey)
  }

  onBeforeUnmount(() => stopDrag?.())
  return { lasso, hovered, pointerDown, click, large, hover, openMenu }
}

function stopsDrag(event: KeyboardEvent): boolean {
  if (event.key !== 'Escape') return false
  event.stopPropagation() // it clears no selection besides
  return true
}

/** A mouse says which button, or, with Ctrl on a Mac, at least that it is one; so does a finger that stays. */
function isByKey(event: MouseEvent): boolean {
  const isOfPointer = event instanceof PointerEvent && event.pointerType !== ''
  return event.button !== 2 && !event.ctrlKey && !isOfPointer
}
