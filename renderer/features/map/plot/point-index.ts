/** @file Finds points of the map by place: a grid of cells over typed arrays, made within some milliseconds for 100,000 points. Pure. */
import type { Point } from './camera.ts'

export interface Rectangle {
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly top: number
}

/** Cells along each side: a few points each at 100,000. */
const SIDE = 160
/** From one corner of the plane to the other it is less. */
const FARTHEST = 4

export class PointIndex {
  readonly #positions: Float32Array
  /** Cell c holds `rows[starts[c]] .. rows[starts[c + 1] - 1]`. */
  readonly #starts = new Int32Array(SIDE * SIDE + 1)
  readonly #rows: Int32Array

  /** @param positions [2n] within -1 to 1. @param shown [n] 1 for the points that can be found */
  constructor(positions: Float32Array, shown: Uint8Array) {
    this.#positions = positions
    for (let row = 0; row < shown.length; row += 1)
      if (shown[row] === 1) this.#starts[this.#cellOf(row) + 1] += 1
    for (let cell = 0; cell < SIDE * SIDE; cell += 1) this.#starts[cell + 1] += this.#starts[cell]
    this.#rows = new Int32Array(this.#starts[SIDE * SIDE])
    const next = this.#starts.slice()
    for (let row = 0; row < shown.length; row += 1) {
      if (shown[row] !== 1) continue
      const cell = this.#cellOf(row)
      this.#rows[next[cell]] = row
      next[cell] += 1
    }
  }

  /** Rows of the points in a rectangle. */
  inside(rectangle: Rectangle): number[] {
    const found: number[] = []
    this.#someInside(rectangle, (row) => {
      found.push(row)
      return false
    })
    return found
  }
  hasAny(rectangle: Rectangle): boolean {
    return this.#someInside(rectangle, () => true)
  }
  /** Until one is what is looked for. */
  #someInside({ left, right, bottom, top }: Rectangle, isIt: (row: number) => boolean): boolean {
    for (let y = lineOf(bottom); y <= lineOf(top); y += 1)
      for (let x = lineOf(left); x <= lineOf(right); x += 1) {
        const cell = y * SIDE + x
        for (let i = this.#starts[cell]; i < this.#starts[cell + 1]; i += 1) {
          const row = this.#rows[i]
          const [px, py] = [this.#positions[2 * row], this.#positions[2 * row + 1]]
          if (px >= left && px <= right && py >= bottom && py <= top && isIt(row)) return true
        }
      }
    return false
  }

  /** The nearest point within a distance; undefined where there is none. */
  nearest({ x, y }: Point, within: number): number | undefined {
    let best: number | undefined
    let least = within * within
    for (const row of this.inside({
      left: x - within,
      right: x + within,
      bottom: y - within,
      top: y + within,
    })) {
      const distance = this.#squareTo(row, x, y)
      if (distance > least) continue
      least = distance
      best = row
    }
    return best
  }

  /** Where the nearest point of all is; undefined where there is none. Quick where it is near. */
  nearestOf(place: Point): Point | undefined {
    for (let within = 2 / SIDE; within <= FARTHEST; within *= 2) {
      const row = this.nearest(place, within)
      if (row !== undefined) return { x: this.#positions[2 * row], y: this.#positions[2 * row + 1] }
    }
    return undefined
  }

  /** Rows of the points inside of a line that is closed. */
  enclosed(line: readonly Point[]): number[] {
    if (line.length < 3) return []
    const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)]
    const around = {
      ...{ left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) },
    }
    return this.inside(around).filter((row) =>
      isEnclosed(line, this.#positions[2 * row], this.#positions[2 * row + 1]),
    )
  }

  /**
   * The point that one comes to in a direction: near, and not far to the side. Points in one place are stepped through by their
   * rows, upwards to the right and down, downwards to the left and up, so that each can be reached.
   */
  towards(from: number, direction: Point): number | undefined {
    const [x, y] = [this.#positions[2 * from], this.#positions[2 * from + 1]]
    const isUpwards = direction.x > 0 || direction.y < 0
    const isAfter = (row: number, other: number) => (isUpwards ? row > other : row < other)
    let best: number | undefined
    let least = Infinity
    for (const row of this.#rows) {
      const [dx, dy] = [this.#positions[2 * row] - x, this.#positions[2 * row + 1] - y]
      const ahead = dx * direction.x + dy * direction.y
      const aside = Math.abs(dx * direction.y - dy * direction.x)
      const isBeside = dx === 0 && dy === 0 ? isAfter(row, from) : ahead > 0 && aside <= ahead
      if (!isBeside) continue
      const cost = ahead + 2 * aside
      if (cost > least || (cost === least && best !== undefined && isAfter(row, best))) continue
      least = cost
      best = row
    }
    return best
  }

  #cellOf(row: number): number {
    return lineOf(this.#positions[2 * row + 1]) * SIDE + lineOf(this.#positions[2 * row])
  }
  #squareTo(row: number, x: number, y: number): number {
    return (this.#positions[2 * row] - x) ** 2 + (this.#positions[2 * row + 1] - y) ** 2
  }
}

function lineOf(value: number): number {
  return Math.max(0, Math.min(SIDE - 1, Math.floor(((value + 1) / 2) * SIDE)))
}

/** By how often a ray from there crosses the line. */
function isEnclosed(line: readonly Point[], x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
    const [a, b] = [line[i], line[j]]
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}
