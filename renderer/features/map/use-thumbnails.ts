/**
 * @file Which photos of the map are shown as pictures: some of those in sight, at most one for each place on the screen, once few
 * enough are seen; and which photo a place on the screen means.
 */
import { onBeforeUnmount, shallowRef, watch, type Ref } from 'vue'
import { toPlane, toScreen, type Camera, type Point, type Size } from './plot/camera.ts'
import type { PointIndex } from './plot/point-index.ts'

export interface Thumbnail {
  readonly row: number
  /** CSS pixels, as the camera was. */
  readonly x: number
  readonly y: number
}
export interface Thumbnails {
  readonly camera: Camera
  readonly size: Size
  readonly shown: readonly Thumbnail[]
}

/** CSS pixels. */
export const PICTURE = 56
/** Pictures do not overlap, so that each place of this size holds one at most. */
const PLACE = PICTURE
const NEARBY = [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((down) => [right, down] as const))
const MOST = 200
/** With more photos in sight their places tell more than their pictures. */
const MOST_IN_SIGHT = 1_200
/** While the map moves, no pictures are chosen anew. */
const SETTLED_MS = 90
/** New pictures in each frame: all at once, each of which is asked for, would hold up the window for several. */
const AT_ONCE = 12

export function thumbnailsOf(
  camera: Camera,
  size: Size,
  index: PointIndex,
  positions: Float32Array,
): readonly Thumbnail[] {
  const from = toPlane(camera, size, { x: 0, y: size.height })
  const to = toPlane(camera, size, { x: size.width, y: 0 })
  const rows = index.inside({ left: from.x, right: to.x, bottom: from.y, top: to.y })
  if (rows.length > MOST_IN_SIGHT) return []
  const taken = new Map<string, Thumbnail>()
  const shown: Thumbnail[] = []
  for (const row of rows) {
    if (shown.length === MOST) break
    const { x, y } = toScreen(camera, size, { x: positions[2 * row], y: positions[2 * row + 1] })
    const [column, line] = [Math.floor(x / PLACE), Math.floor(y / PLACE)]
    const isCovered = NEARBY.some(([right, down]) => {
      const other = taken.get(`${column + right} ${line + down}`)
      return other !== undefined && Math.max(Math.abs(other.x - x), Math.abs(other.y - y)) < PICTURE
    })
    if (isCovered) continue
    const thumbnail = { row, x, y }
    taken.set(`${column} ${line}`, thumbnail)
    shown.push(thumbnail)
  }
  return shown
}

/** CSS pixels around the pointer in which a point is meant. */
const REACH = 12

interface Scene {
  readonly camera: Camera
  readonly size: Size
  /** [2n] */
  readonly positions: Float32Array
  readonly index: PointIndex
  readonly thumbnails: Thumbnails | undefined
}

/** The photo that is seen at a place on the screen: a point under a picture is not seen, and so cannot be meant. */
export function rowAt({ camera, size, positions, index, thumbnails }: Scene, at: Point): number | undefined {
  const pictured = pictureAt(thumbnails, camera, at)
  if (pictured !== undefined) return pictured
  const row = index.nearest(toPlane(camera, size, at), REACH / camera.scale)
  if (row === undefined) return undefined
  const place = toScreen(camera, size, { x: positions[2 * row], y: positions[2 * row + 1] })
  return pictureAt(thumbnails, camera, place) ?? row
}

/** Pictures move and grow with the map until they are chosen anew. */
function pictureAt(thumbnails: Thumbnails | undefined, camera: Camera, at: Point): number | undefined {
  if (thumbnails === undefined) return undefined
  const { camera: before, size, shown } = thumbnails
  const then = toScreen(before, size, toPlane(camera, size, at))
  return shown.find(({ x, y }) => Math.max(Math.abs(x - then.x), Math.abs(y - then.y)) <= PICTURE / 2)?.row
}

export function useThumbnails(
  camera: Readonly<Ref<Camera>>,
  size: Readonly<Ref<Size>>,
  index: Readonly<Ref<PointIndex>>,
  positions: Readonly<Ref<Float32Array>>,
  isMoving: Readonly<Ref<boolean>>,
) {
  const thumbnails = shallowRef<Thumbnails>()
  let timer: number | undefined
  let frame = 0

  function choose(): void {
    cancelAnimationFrame(frame)
    if (isMoving.value || size.value.width === 0) return
    const chosen = thumbnailsOf(camera.value, size.value, index.value, positions.value)
    show({ camera: camera.value, size: size.value, shown: chosen })
  }
  /** Those that are there already stay, others come bit by bit. What is not there yet cannot be meant by a click. */
  function show(chosen: Thumbnails): void {
    const before = new Set(thumbnails.value?.shown.map(({ row }) => row))
    let room = AT_ONCE
    const shown = chosen.shown.filter(({ row }) => before.has(row) || room-- > 0)
    thumbnails.value = { ...chosen, shown }
    if (shown.length < chosen.shown.length)
      frame = requestAnimationFrame(() => {
        show(chosen)
      })
  }
  watch(
    [camera, size, index, isMoving],
    (_now, [, , indexBefore]) => {
      if (isMoving.value) {
        cancelAnimationFrame(frame)
        thumbnails.value = undefined
      } else if (index.value !== indexBefore) choose() // else some are hidden now, or belong to rows of before
      window.clearTimeout(timer)
      timer = window.setTimeout(choose, SETTLED_MS)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    cancelAnimationFrame(frame)
  })
  return thumbnails
}
