/** @file The map without a browser: which photo a place on the screen means, where the keys go, what stays hidden, and whose group is selected. */
import { expect, it } from 'vitest'
import { nextTick, ref, shallowRef } from 'vue'
import { queryOfView, viewOfQuery } from '../../../renderer/features/map/map-address.ts'
import {
  colours,
  groupAround,
  legendOf,
  mapPoints,
  onScale,
  shapes,
  shownPoints,
  stillHidden,
} from '../../../renderer/features/map/map-points.ts'
import {
  cameraAround,
  mostZoom,
  movedBy,
  pinched,
  toPlane,
  toScreen,
  wholeMap,
  zoomedAt,
  type Camera,
} from '../../../renderer/features/map/plot/camera.ts'
import { PointIndex } from '../../../renderer/features/map/plot/point-index.ts'
import { inSight } from '../../../renderer/features/map/plot/sight.ts'
import { useMapSelection } from '../../../renderer/features/map/use-map-selection.ts'
import { PICTURE, rowAt, thumbnailsOf } from '../../../renderer/features/map/use-thumbnails.ts'
import type { PhotoColumns } from '../../../renderer/stores/photo-tests.ts'
import { classMark } from '../../../renderer/ui/class-colour/class-colour.ts'
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

it('leaves a class its colour and shape when others come or go, which are those of its mark', () => {
  const numberOf = (name: string): number => ({ cat: 3, dog: 14 })[name] ?? 0
  const palette = Array.from({ length: 10 }, (_, place): [number, number, number] => [place, 0, 0])
  const markOf = (name: string, classes: number[]) => {
    const found = legendOf(columnsOf(classes), numberOf, palette).find((each) => each.name === name)
    return found && { colour: found.colour[0], shape: found.shape }
  }
  for (const classes of [
    [0, 1, 1],
    [1, 0, -1],
  ]) {
    expect(markOf('cat', classes)).toEqual({ colour: 3, shape: 0 })
    expect(markOf('dog', classes)).toEqual({ colour: 4, shape: 1 })
  }
  expect(classMark(14)).toEqual({ colour: 'var(--class-4)', shape: 'square' })
  const columns = columnsOf([0, 1, -1])
  const legend = legendOf(columns, numberOf, palette)
  expect([...shapes(columns, legend, 'class')]).toEqual([0, 1, 0])
  expect([...shapes(columns, legend, 'confidence')]).toEqual([0, 0, 0])
})

it('colours photos by when they were taken, and those of which it is not known like none of them', () => {
  const columns = columnsOf([0, 1, 1, -1])
  const all = Uint8Array.of(1, 1, 1, 1)
  const rgb = (ranks?: Int32Array) => {
    const found = colours(columns, all, [], 'taken', ranks)
    return [0, 1, 2, 3].map((row) => [...found.subarray(4 * row, 4 * row + 3)])
  }
  const [newest, oldest, middle, unknown] = rgb(Int32Array.of(2, 0, 1, -1))
  expect(oldest).toEqual(onScale(0))
  expect(newest).toEqual(onScale(1))
  expect([oldest, newest, unknown]).not.toContainEqual(middle)
  expect(rgb()).toEqual([unknown, unknown, unknown, unknown])
})

it('forgets that a class is hidden when no photo has it any more', () => {
  const legend = legendOf(columnsOf([0, 0, -1]), () => 0, [])
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

it('wherever one zooms and pans, a photo is in sight, and one moves no further than that needs', () => {
  const coordinate = fc.double({ min: -1, max: 1, noNaN: true })
  const places = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 8 })
  const step = fc.record({
    by: fc.double({ min: 0.2, max: 5, noNaN: true }),
    at: fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 600 }) }),
    move: fc.record({ x: fc.integer({ min: -900, max: 900 }), y: fc.integer({ min: -700, max: 700 }) }),
  })
  fc.assert(
    fc.property(places, fc.array(step, { maxLength: 12 }), (at, steps) => {
      const index = new PointIndex(new Float32Array(at.flat()), new Uint8Array(at.length).fill(1))
      const margin = 39.9
      const isSeen = (camera: Camera) =>
        at.some(([x, y]) => {
          const place = toScreen(camera, size, { x: Math.fround(x), y: Math.fround(y) })
          const isWithin = (value: number, length: number) => value >= margin && value <= length - margin
          return isWithin(place.x, size.width) && isWithin(place.y, size.height)
        })
      let camera = wholeMap(size)
      for (const { by, at: place, move } of steps) {
        const wanted = movedBy(zoomedAt(camera, size, by, place, mostZoom(at.length)), move)
        camera = inSight(wanted, size, index)
        expect(isSeen(camera)).toBe(true)
        if (isSeen(wanted)) expect(camera).toEqual(wanted)
        expect(camera.scale).toBeLessThanOrEqual(wholeMap(size).scale * 16.001)
      }
    }),
  )
  const none = new PointIndex(new Float32Array([0, 0]), new Uint8Array(1))
  const far = { x: 1, y: 1, scale: 5_000 }
  expect(inSight(far, size, none)).toBe(far)
})

it('shows a class alone as large as it fits, and no larger than one may come', () => {
  const corners = [
    { x: -0.2, y: 0.1 },
    { x: 0.3, y: 0.2 },
  ]
  const camera = cameraAround(corners, size, 16)
  const [from, to] = corners.map((each) => toScreen(camera, size, each))
  expect((from.x + to.x) / 2).toBeCloseTo(400, 6)
  expect((from.y + to.y) / 2).toBeCloseTo(300, 6)
  expect(to.x - from.x).toBeCloseTo(0.7 * 800, 6)
  expect(cameraAround(corners.slice(0, 1), size, 16)).toEqual({
    ...corners[0],
    scale: 16 * wholeMap(size).scale,
  })
  expect(cameraAround([], size, 16)).toEqual(wholeMap(size))
  // Of more photos than a function takes arguments.
  const many = Array.from({ length: 300_000 }, (_, at) => corners[at % 2])
  expect(cameraAround(many, size, 16)).toEqual(camera)
})

it('one may come nearer to many photos than to few', () => {
  expect([1, 16, 500, 100_000, 1e9].map((points) => Math.round(mostZoom(points)))).toEqual([
    16, 16, 89, 1265, 2000,
  ])
})

it('has an address that shows the same in another window, and says nothing of what is as usual', () => {
  const [large, small] = [
    { width: 1000, height: 800 },
    { width: 300, height: 400 },
  ]
  const camera = zoomedAt(wholeMap(large), large, 3, { x: 700, y: 300 })
  const query = queryOfView({ of: 'head', camera, colouring: 'taken' }, large)
  expect(query).toMatchObject({ of: 'after-training', colours: 'taken' })
  const again = viewOfQuery({ of: 'after-training', at: String(query.at), colours: 'taken' }, small)
  expect(again).toMatchObject({ of: 'head', colouring: 'taken' })
  expect(again.camera?.x).toBeCloseTo(camera.x, 4)
  expect(again.camera?.y).toBeCloseTo(camera.y, 4)
  expect((again.camera?.scale ?? 0) / wholeMap(small).scale).toBeCloseTo(3, 4)
  const usual = { of: 'features', camera: wholeMap(large), colouring: 'class' } as const
  expect(queryOfView(usual, large)).toEqual({})
  const none = { of: undefined, camera: undefined, colouring: undefined }
  for (const at of ['', '1,2', '0,0,0', '0,0,-1', 'a,b,c', '0,0,1,2', '0,0,1e999'])
    expect(viewOfQuery({ of: 'none', at, colours: 'none' }, large)).toEqual(none)
  expect(viewOfQuery({ at: ['0,0,2', '0,0,3'] }, large)).toEqual(none)
})
