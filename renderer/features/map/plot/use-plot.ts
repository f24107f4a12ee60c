/** @file Keeps the drawn points as they should be: drawn once for each frame in which something changed, and on their way when they move. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { wantsStillness } from '../../../stores/settings.ts'
import { wholeMap, type Camera, type Size } from './camera.ts'
import { createPointPlot, type PointPlot } from './gl-points.ts'

export interface Drawn {
  /** [2n]. What they were before is where the points move from, if there are as many. */
  readonly positions: Ref<Float32Array>
  readonly colours: Ref<Uint8Array>
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
  { positions, colours, marks }: Drawn,
) {
  const size = ref<Size>({ width: 0, height: 0 })
  const camera = shallowRef<Camera>({ x: 0, y: 0, scale: 1 })
  const isUnsupported = ref(false)
  const isMoving = ref(false)
  let plot: PointPlot | undefined
  let frame = 0
  let movedAt: number | undefined

  function draw(now: number): void {
    frame = 0
    if (plot === undefined || size.value.width === 0) return
    const way = movedAt === undefined ? 1 : Math.min(1, (now - movedAt) / MOVE_MS)
    if (way === 1) movedAt = undefined
    isMoving.value = way < 1
    const zoom = camera.value.scale / wholeMap(size.value).scale
    const crowd = Math.max(1, Math.min(3, 60 / Math.sqrt(Math.max(1, marks.value.length))))
    const diameter = Math.min(LARGEST_DIAMETER, LEAST_DIAMETER * crowd * Math.max(1, zoom) ** 0.45)
    const ring = prefersDark() ? ([1, 1, 1] as const) : ([0, 0, 0] as const)
    plot.draw({ camera: camera.value, size: size.value, way: eased(way), diameter, ring })
    if (way < 1) redraw()
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
    plot?.mark(marks.value)
    redraw()
  }
  function lost(event: Event): void {
    event.preventDefault() // so that it comes back
    plot = undefined
  }
  watch(positions, (now, before) => {
    const isSame = before.length === now.length
    // Positions come anew with every decision about the photos.
    if (isSame && now.every((value, i) => value === before[i])) return
    plot?.place(isSame ? before : now, now)
    const isStill = wantsStillness()
    movedAt = isSame && !isStill ? performance.now() : undefined
    redraw()
  })
  watch(colours, (now) => {
    plot?.colour(now)
    redraw()
  })
  watch(marks, (now) => {
    plot?.mark(now)
    redraw()
  })
  watch(camera, redraw)

  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect
    const wasHidden = size.value.width === 0
    size.value = { width, height }
    if (wasHidden && width > 0) camera.value = wholeMap(size.value)
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
  return { size, camera, isUnsupported, isMoving }
}

/** As the page is shown: the theme that was chosen, or else that of the system. */
function prefersDark(): boolean {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? window.matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
}

function eased(way: number): number {
  return way * way * (3 - 2 * way)
}
