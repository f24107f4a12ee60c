/** @file Keeps the drawn points as they should be: drawn once for each frame in which something changed, and on their way when they move. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { wantsStillness } from '../../../stores/settings.ts'
import { isSameCamera, wholeMap, type Camera, type Size } from './camera.ts'
import { createPointPlot, type PointPlot } from './gl-points.ts'

export interface Drawn {
  /** [2n]. What they were before is where the points move from, if there are as many. */
  readonly positions: Ref<Float32Array>
  readonly colours: Ref<Uint8Array>
  readonly shapes: Ref<Uint8Array>
  readonly marks: Ref<Uint8Array>
}

/** Milliseconds that points take from one map to another. */
const MOVE_MS = 900
/** CSS pixels: of a point when all are seen, and at most. */
const LEAST_DIAMETER = 3
const LARGEST_DIAMETER = 14

export function usePlot(
  box: Readonly<Ref<HTMLElement | null>>,
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  { positions, colours, shapes, marks }: Drawn,
) {
  const size = ref<Size>({ width: 0, height: 0 })
  const camera = shallowRef<Camera>({ x: 0, y: 0, scale: 1 })
  const isUnsupported = ref(false)
  const isMoving = ref(false)
  /** Counts how often points began to move. */
  const moves = ref(0)
  let plot: PointPlot | undefined
  let frame = 0
  let movedAt = -Infinity
  /** Points are in their new places at once. */
  let jumps = true

  function draw(now: number): void {
    frame = 0
    const way = Math.max(0, Math.min(1, (now - movedAt) / MOVE_MS))
    isMoving.value = way < 1
    drawPoints(jumps ? 1 : way)
    if (isMoving.value) redraw()
  }
  function drawPoints(way: number): void {
    if (plot === undefined || size.value.width === 0) return
    const zoom = camera.value.scale / wholeMap(size.value).scale
    const crowd = Math.max(1, Math.min(3, 60 / Math.sqrt(Math.max(1, marks.value.length))))
    const diameter = Math.min(LARGEST_DIAMETER, LEAST_DIAMETER * crowd * Math.max(1, zoom) ** 0.45)
    const ring = prefersDark() ? ([1, 1, 1] as const) : ([0, 0, 0] as const)
    plot.draw({ camera: camera.value, size: size.value, way: eased(way), diameter, ring })
  }
  function redraw(): void {
    if (frame === 0) frame = requestAnimationFrame(draw)
  }

  function begin(): void {
    if (canvas.value === null) return
    plot = createPointPlot(canvas.value)
    isUnsupported.value = plot === undefined
    plot?.place(positions.value, positions.value)
    plot?.colour(colours.value)
    plot?.shape(shapes.value)
    plot?.mark(marks.value)
    redraw()
  }
  function lost(event: Event): void {
    event.preventDefault() // so that it comes back
    plot = undefined
  }
  watch(positions, (now, before) => {
    const isSame = before.length === now.length
    // Photos that came in stand behind the others, which stay where they are.
    const stay = before.length <= now.length && before.every((value, i) => value === now[i])
    if (isSame && stay) return
    plot?.place(isSame ? before : now, now)
    redraw()
    if (stay) return
    jumps = !isSame || wantsStillness()
    movedAt = performance.now()
    isMoving.value = true
    moves.value += 1
  })
  watch(colours, (now) => {
    plot?.colour(now)
    redraw()
  })
  watch(shapes, (now) => {
    plot?.shape(now)
    redraw()
  })
  watch(marks, (now) => {
    plot?.mark(now)
    redraw()
  })
  watch(camera, redraw)

  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect
    // Who sees all of it goes on seeing all of it.
    const wasWhole = size.value.width === 0 || isSameCamera(camera.value, wholeMap(size.value))
    size.value = { width, height }
    if (wasWhole && width > 0) camera.value = wholeMap(size.value)
    redraw()
  })
  onMounted(() => {
    begin()
    canvas.value?.addEventListener('webglcontextlost', lost)
    canvas.value?.addEventListener('webglcontextrestored', begin)
    if (box.value !== null) observer.observe(box.value)
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    cancelAnimationFrame(frame)
    plot?.free()
  })
  return { size, camera, isUnsupported, isMoving, moves }
}

/** As the page is shown: the theme that was chosen, or else that of the system. */
function prefersDark(): boolean {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? window.matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
}

function eased(way: number): number {
  return way * way * (3 - 2 * way)
}
