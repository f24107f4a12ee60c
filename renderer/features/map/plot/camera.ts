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
/** How often one may zoom in beyond the whole. */
const MOST_ZOOM = 4_000

export function wholeMap({ width, height }: Size): Camera {
  return { x: 0, y: 0, scale: Math.max(1, (Math.min(width, height) / 2) * MARGIN) }
}

export function toScreen({ x, y, scale }: Camera, { width, height }: Size, point: Point): Point {
  return { x: (point.x - x) * scale + width / 2, y: (y - point.y) * scale + height / 2 }
}
export function toPlane({ x, y, scale }: Camera, { width, height }: Size, point: Point): Point {
  return { x: x + (point.x - width / 2) / scale, y: y - (point.y - height / 2) / scale }
}

/** What is under `at`, a place on the screen, stays there. */
export function zoomedAt(camera: Camera, size: Size, by: number, at: Point): Camera {
  const least = wholeMap(size).scale / 2
  const scale = Math.max(least, Math.min(least * MOST_ZOOM, camera.scale * by))
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
export function pinched(camera: Camera, size: Size, from: Pair, to: Pair): Camera {
  const [before, now] = [middleOf(from), middleOf(to)]
  const by = distance(to) / Math.max(1, distance(from))
  return movedBy(zoomedAt(camera, size, by, before), { x: now.x - before.x, y: now.y - before.y })
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

/** The map cannot be lost from sight. */
function within(camera: Camera): Camera {
  const hold = (value: number): number => Math.max(-1, Math.min(1, value))
  return { ...camera, x: hold(camera.x), y: hold(camera.y) }
}
