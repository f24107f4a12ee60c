/** @file The map without a browser: which photo a place on the screen means, where the keys go, what stays hidden, and whose group is selected. */
import { expect, it } from 'vitest'
import { nextTick, ref, shallowRef } from 'vue'
import {
  groupAround,
  legendOf,
  mapPoints,
  shownPoints,
  stillHidden,
} from '../../../renderer/features/map/map-points.ts'
import { pinched, toPlane, toScreen, wholeMap, zoomedAt } from '../../../renderer/features/map/plot/camera.ts'
import { PointIndex } from '../../../renderer/features/map/plot/point-index.ts'
import { useMapSelection } from '../../../renderer/features/map/use-map-selection.ts'
import { PICTURE, rowAt, thumbnailsOf } from '../../../renderer/features/map/use-thumbnails.ts'
import type { PhotoColumns } from '../../../renderer/stores/photo-tests.ts'
import fc from '../../support/properties.ts'

const size = { width: 800, height: 600 }
const RIGHT = { x: 1, y: 0 }
const LEFT = { x: -1, y: 0 }

function columnsOf(classOf: readonly number[], ids = classOf.map((_, row) => row + 1)): PhotoColumns {
  return {
    ids: Int32Array.from(ids),
    classes: ['cat', 'dog'],
    classOf: Int32Array.from(classOf),
    probability: new Float32Array(classOf.length),
    confirmed: new Uint8Array(classOf.length),
    setAside: new Uint8Array(classOf.length),
    aspect: new Float32Array(classOf.length),
  }
}

/** Points by their places on the screen, pictures and all. */
function sceneOf(places: readonly (readonly [number, number])[]) {
  const camera = wholeMap(size)
  const positions = Float32Array.from(
    places.flatMap(([x, y]) => [(x - size.width / 2) / camera.scale, (size.height / 2 - y) / camera.scale]),
  )
  const index = new PointIndex(positions, new Uint8Array(places.length).fill(1))
  const thumbnails = { camera, size, shown: thumbnailsOf(camera, size, index, positions) }
  return { camera, size, positions, index, thumbnails }
}

it('means the picture that is seen, all of it, and no photo that lies under it', () => {
  const scene = sceneOf([
    [400, 300],
    [420, 310],
    [600, 300],
  ])
  const [shown, hidden] = scene.thumbnails.shown.some(({ row }) => row === 0) ? [0, 1] : [1, 0]
  expect(scene.thumbnails.shown.map(({ row }) => row).toSorted()).toEqual([shown, 2])
  const place = (row: number) =>
    toScreen(scene.camera, size, { x: scene.positions[2 * row], y: scene.positions[2 * row + 1] })
  expect(rowAt(scene, place(hidden))).toBe(shown)
  const { x, y } = place(shown)
  const corner = { x: x - PICTURE / 2 + 1, y: y - PICTURE / 2 + 1 }
  expect(rowAt(scene, corner)).toBe(shown)
  expect(rowAt(scene, { x: x - PICTURE, y: y - PICTURE })).toBeUndefined()
  // The same while the map grows, before pictures are chosen anew.
  const camera = zoomedAt(scene.camera, size, 2, { x, y })
  expect(rowAt({ ...scene, camera }, { x: x + PICTURE - 2, y })).toBe(shown)
  // Without pictures the nearest point is meant.
  expect(rowAt({ ...scene, thumbnails: undefined }, place(hidden))).toBe(hidden)
})

it('finds points by place, and leads the keys through all of those in one place', () => {
  const positions = Float32Array.of(-0.5, 0, 0, 0, 0, 0, 0, 0, 0.5, 0)
  const index = new PointIndex(positions, Uint8Array.of(1, 1, 1, 1, 1))
  const walk = (from: number, direction: typeof RIGHT) => {
    const walked = [from]
    for (let at = index.towards(from, direction); at !== undefined; at = index.towards(at, direction)) {
      walked.push(at)
      if (walked.length > 9) break
    }
    return walked
  }
  expect(walk(0, RIGHT)).toEqual([0, 1, 2, 3, 4])
  expect(walk(4, LEFT)).toEqual([4, 3, 2, 1, 0])
  const some = new PointIndex(positions, Uint8Array.of(1, 0, 0, 0, 1))
  expect(some.towards(0, RIGHT)).toBe(4)
  expect(some.nearest({ x: 0, y: 0 }, 0.1)).toBeUndefined()
  const around = [
    { x: -0.1, y: -0.1 },
    { x: 0.1, y: -0.1 },
    { x: 0.1, y: 0.1 },
    { x: -0.1, y: 0.1 },
  ]
  expect(index.enclosed(around).toSorted()).toEqual([1, 2, 3])
  expect(index.enclosed(around.slice(0, 2))).toEqual([])
})

it('places the photos that a map has, in a square, and counts the others', () => {
  const map = {
    ...{ drawnAt: 1, isPossible: true },
    ids: Int32Array.of(1, 3, 9),
    positions: Float32Array.of(10, 0, 30, 5, 99, 99),
  }
  const { positions, placed, lacking } = mapPoints({ ids: Int32Array.of(1, 2, 3) }, map)
  expect([...placed]).toEqual([1, 0, 1])
  expect(lacking).toBe(1)
  expect([...positions]).toEqual([-1, -0.25, 0, 0, 1, 0.25])
  expect([...shownPoints({ classOf: Int32Array.of(0, 0, 1) }, { placed }, new Set([1]))]).toEqual([1, 0, 0])
})

it('keeps between two fingers what was between them, while they part and move', () => {
  const place = fc.record({ x: fc.integer({ min: 200, max: 600 }), y: fc.integer({ min: 150, max: 450 }) })
  fc.assert(
    fc.property(place, place, place, place, (a, b, c, d) => {
      fc.pre(Math.hypot(a.x - b.x, a.y - b.y) > 40)
      const camera = wholeMap(size)
      const middle = (p: typeof a, q: typeof a) => ({ x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 })
      const held = toPlane(camera, size, middle(a, b))
      fc.pre(Math.abs(held.x) < 0.3 && Math.abs(held.y) < 0.3)
      const after = pinched(camera, size, [a, b], [c, d])
      const ratio = Math.hypot(c.x - d.x, c.y - d.y) / Math.hypot(a.x - b.x, a.y - b.y)
      fc.pre(ratio > 0.6)
      expect(after.scale).toBeCloseTo(camera.scale * ratio, 3)
      fc.pre(Math.abs(after.x) < 1 && Math.abs(after.y) < 1) // the map cannot be lost from sight
      const now = toScreen(after, size, held)
      expect(now.x).toBeCloseTo(middle(c, d).x, 3)
      expect(now.y).toBeCloseTo(middle(c, d).y, 3)
    }),
  )
})

it('leaves a class its colour when others come or go', () => {
  const numberOf = (name: string): number => ({ cat: 3, dog: 14 })[name] ?? 0
  const colourOf = (name: string, classes: number[]) =>
    legendOf(columnsOf(classes), numberOf).find((each) => each.name === name)?.colour
  expect(colourOf('dog', [0, 1, 1])).toEqual(colourOf('dog', [1, -1, -1]))
  expect(colourOf('dog', [0, 1, 1])).not.toEqual(colourOf('cat', [0, 1, 1]))
})

it('forgets that a class is hidden when no photo has it any more', () => {
  const legend = legendOf(columnsOf([0, 0, -1]), () => 0)
  expect(legend.map(({ name, count }) => [name, count])).toEqual([
    ['cat', 2],
    ['', 1],
  ])
  const hidden = new Set(['', 'cat'])
  expect(stillHidden(hidden, legend)).toBe(hidden)
  expect([...stillHidden(new Set(['dog', 'cat']), legend)]).toEqual(['cat'])
})

it('knows the group around a photo, and that it is in none', () => {
  const grouping = { ids: Int32Array.of(1, 2, 5, 7), groupOf: Int32Array.of(0, 1, 0, 1) }
  expect([...(groupAround(grouping, 5) ?? [])]).toEqual([1, 5])
  expect(groupAround(grouping, 6)).toBeUndefined()
})

it('drops from the selection what is not seen any more', async () => {
  const columns = shallowRef<PhotoColumns | undefined>(columnsOf([0, 0, 1]))
  const shown = ref(Uint8Array.of(1, 1, 1))
  const selection = useMapSelection(columns, shown)
  selection.focus(3)
  expect(selection.targets()).toEqual([3])
  selection.selectMany([1, 3], new Set([2]))
  expect(selection.targets().toSorted()).toEqual([1, 2, 3])
  shown.value = Uint8Array.of(1, 1, 0)
  await nextTick()
  expect(selection.focused.value).toBeUndefined()
  expect(selection.targets().toSorted()).toEqual([1, 2])
  columns.value = columnsOf([0, 0, 1], [2, 3, 4])
  await nextTick()
  expect(selection.targets()).toEqual([2])
})
