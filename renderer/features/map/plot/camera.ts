/** @file Which part of the plane is seen, and how large. Pure. */

export interface Size {
  /** CSS pixels. */
  readonly width: number
  readonly height: number
}
export interface Point {
  readonly x: number
  readonly y: number
}
export interface Camera {
  /** The place on the plane that is in the middle of the window. */
  readonly x: number
  readonly y: number
  /** CSS pixels for a unit of the plane. */
  readonly scale: number
}

/** Everything lies within -1 to 1 in both directions; so much room is left around it. */
const MARGIN = 0.92
/** Pictures reach beyond their points. */
const PART_FOR_SOME = 0.7
/** Of so many photos, spread evenly, each would be as far from the next as half of the window is high: closer there is nothing to see. */
const MOST_ZOOM_OF_ONE = 4
const LEAST_MOST_ZOOM = 16
const MOST_ZOOM = 2_000

export function wholeMap({ width, height }: Size): Camera {
  return { x: 0, y: 0, scale: Math.max(1, (Math.min(width, height) / 2) * MARGIN) }
}

export function isSameCamera(one: Camera, other: Camera): boolean {
  return one.x === other.x && one.y === other.y && one.scale === other.scale
}

/** All of these places, as large as they fit; the whole map where there is none. @param most see `mostZoom` */
export function cameraAround(places: readonly Point[], size: Size, most: number): Camera {
  const whole = wholeMap(size)
  if (places.length === 0) return whole
  // One by one: a function cannot be given as many arguments as a large library has photos.
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const { x, y } of places) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    bottom = Math.min(bottom, y)
    top = Math.max(top, y)
  }
  const fitting = Math.min(size.width / (right - left), size.height / (top - bottom)) * PART_FOR_SOME
  const scale = Math.max(whole.scale, Math.min(whole.scale * most, fitting))
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale }
}

export function toScreen({ x, y, scale }: Camera, { width, height }: Size, point: Point): Point {
  return { x: (point.x - x) * scale + width / 2, y: (y - point.y) * scale + height / 2 }
}
export function toPlane({ x, y, scale }: Camera, { width, height }: Size, point: Point): Point {
  return { x: x + (point.x - width / 2) / scale, y: y - (point.y - height / 2) / scale }
}

/** How far one may zoom in on so many points, in times of the whole map. */
export function mostZoom(points: number): number {
  return Math.max(LEAST_MOST_ZOOM, Math.min(MOST_ZOOM, MOST_ZOOM_OF_ONE * Math.sqrt(points)))
}

/** What is under `at`, a place on the screen, stays there. @param most see `mostZoom` */
export function zoomedAt(camera: Camera, size: Size, by: number, at: Point, most = MOST_ZOOM): Camera {
  const whole = wholeMap(size).scale
  const scale = Math.max(whole / 2, Math.min(whole * most, camera.scale * by))
  const held = toPlane(camera, size, at)
  const now = toPlane({ ...camera, scale }, size, at)
  return within({ x: camera.x + held.x - now.x, y: camera.y + held.y - now.y, scale })
}

/** @param by CSS pixels that what is seen moves. */
export function movedBy(camera: Camera, by: Point): Camera {
  return within({ ...camera, x: camera.x - by.x / camera.scale, y: camera.y + by.y / camera.scale })
}

type Pair = readonly [Point, Point]

/** Grown and moved with two fingers, so that what was between them stays between them. @param from where they were. @param to where they are */
export function pinched(camera: Camera, size: Size, from: Pair, to: Pair, most = MOST_ZOOM): Camera {
  const [before, now] = [middleOf(from), middleOf(to)]
  const by = distance(to) / Math.max(1, distance(from))
  return movedBy(zoomedAt(camera, size, by, before, most), { x: now.x - before.x, y: now.y - before.y })
}
function middleOf([a, b]: Pair): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}
function distance([a, b]: Pair): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** Moved just so far that a place is at least `margin` pixels inside of the window. */
export function revealing(camera: Camera, size: Size, point: Point, margin: number): Camera {
  const { x, y } = toScreen(camera, size, point)
  const beyond = (at: number, length: number): number =>
    Math.min(0, at - margin) + Math.max(0, at - (length - margin))
  return movedBy(camera, { x: -beyond(x, size.width), y: -beyond(y, size.height) })
}

/** The map's square cannot be left. */
function within(camera: Camera): Camera {
  const hold = (value: number): number => Math.max(-1, Math.min(1, value))
  return { ...camera, x: hold(camera.x), y: hold(camera.y) }
}
