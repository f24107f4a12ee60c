import { describe, expect, it } from 'vitest'
import { arrangePhotos } from '../../../renderer/stores/arrange-photos.ts'
import { EVERYTHING, type PhotoFilter } from '../../../renderer/stores/photo-filter.ts'
import type { Grouping } from '../../../renderer/stores/group-rows.ts'
import type { KnownPhotos, PhotoColumns } from '../../../renderer/stores/photo-tests.ts'
import { factsByRow } from '../../../renderer/stores/row-facts.ts'
import { timeRanksOf, type PhotoOrder } from '../../../renderer/stores/sort-rows.ts'
import {
  gridLines,
  heightOfRow,
  lastLineSeen,
  lineAt,
  lineOfPlace,
  lineToShow,
  placeInLines,
  placesInBand,
  widthsOfRow,
  type GridLines,
} from '../../../renderer/features/library/grid/grid-lines.ts'
import { monthsOf } from '../../../renderer/features/library/grid/months.ts'
import fc from '../../support/properties.ts'

const columns: PhotoColumns = {
  ids: Int32Array.of(1, 2, 3, 4, 5),
  classOf: Int32Array.of(0, 1, 0, -1, 1),
  probability: Float32Array.of(1, 0.4, 0.9, 0, 0.7),
  confirmed: Uint8Array.of(1, 0, 0, 0, 0),
  setAside: new Uint8Array(5),
  aspect: new Float32Array(5).fill(1),
  classes: ['swan', 'hen'],
}
const facts = factsByRow(columns.ids, {
  ids: columns.ids,
  takenAt: Float64Array.of(
    ...['2024-05-01T08:00Z', '2024-04-01T09:00Z', '2024-05-01T07:00Z'].map((text) => Date.parse(text)),
    Number.NaN,
    Date.parse('1969-12-31T23:00Z'),
  ),
  cameraOf: Int32Array.of(1, 0, -1, 1, 1),
  cameras: ['D90', 'Canon'],
  places: {
    photoOf: Int32Array.of(0, 1, 2, 3, 4),
    folderOf: Int32Array.of(0, 1, 2, 0, 2),
    names: 'a\0b\0c\0d\0e\0',
  },
  folders: ['b', '', 'a/c'].map((path) => ({ root: 1, path })),
  roots: [{ id: 1, path: '/photos' }],
})
const known: KnownPhotos = { columns, facts, timeRanks: timeRanksOf(facts.takenAt) }
const shown = (order: PhotoOrder, grouping: Grouping) => {
  const { rows, groups, placeOf } = arrangePhotos(known, EVERYTHING, order, grouping)
  expect([...rows].map((row) => placeOf[row])).toEqual([...rows.keys()])
  return groups.length === 0
    ? Array.from(rows, (row) => columns.ids[row])
    : groups.map(({ name, start, end }) => [
        name,
        ...Array.from(rows.subarray(start, end), (row) => columns.ids[row]),
      ])
}

describe('photos in order and in groups', () => {
  it('come by the time at which they were taken, those of which it is not known last', () => {
    expect(shown('newest', 'none')).toEqual([1, 3, 2, 5, 4])
    expect(shown('oldest', 'none')).toEqual([5, 2, 3, 1, 4])
  })

  it('stand together by class, day, folder, camera and stack, in their order, and those without last', () => {
    expect(shown('sure', 'class')).toEqual([
      ['hen', 5, 2],
      ['swan', 1, 3],
      [null, 4],
    ])
    const stacks = Int32Array.of(0, 1, 0, 3, 1)
    const inStacks = (rows: PhotoFilter) => {
      const found = arrangePhotos({ ...known, stacks }, rows, 'sure', 'stack')
      return found.groups.map(({ name, start, end }) => [
        name,
        ...Array.from(found.rows.subarray(start, end), (row) => columns.ids[row]),
      ])
    }
    expect(inStacks(EVERYTHING)).toEqual([
      ['1', 1, 3],
      ['2', 5, 2],
      [null, 4],
    ])
    // Of a stack of which one alone is shown, nothing stands together.
    expect(inStacks({ ...EVERYTHING, classes: ['swan'], state: 'confirmed' })).toEqual([[null, 1]])
    expect(shown('added', 'day')).toEqual([
      ['2024-05-01', 1, 3],
      ['2024-04-01', 2],
      ['1969-12-31', 5],
      [null, 4],
    ])
    expect(shown('oldest', 'day')).toEqual([
      ['1969-12-31', 5],
      ['2024-04-01', 2],
      ['2024-05-01', 3, 1],
      [null, 4],
    ])
    expect(shown('added', 'folder')).toEqual([
      ['photos', 2],
      ['photos/a/c', 3, 5],
      ['photos/b', 1, 4],
    ])
    expect(shown('newest', 'camera')).toEqual([
      ['Canon', 1, 5, 4],
      ['D90', 2],
      [null, 3],
    ])
  })

  it('give the months that a line of time leads to, each once, in their order', () => {
    const { rows } = arrangePhotos(known, EVERYTHING, 'newest')
    expect(monthsOf(rows, facts.takenAt)).toEqual([
      { month: Date.UTC(2024, 4), place: 0 },
      { month: Date.UTC(2024, 3), place: 2 },
      { month: Date.UTC(1969, 11), place: 3 },
    ])
  })
})

/** Any grid: how many photos in each group (none: not grouped), and how many stand in a row. */
const anyGrid = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
    isGrouped: fc.boolean(),
    perRow: fc.integer({ min: 2, max: 5 }),
  })
  .map(({ sizes, isGrouped, perRow }) => {
    const ends = sizes.map((_, at) => sizes.slice(0, at + 1).reduce((sum, each) => sum + each, 0))
    const groups = sizes.map((size, at) => ({ name: `${at}`, start: ends[at] - size, end: ends[at] }))
    const count = ends.at(-1) ?? 0
    return gridLines({ count, perRow, groups: isGrouped ? groups : [], side: 10, gap: 2, heading: 7 })
  })
const rowsOf = (lines: GridLines) =>
  Array.from({ length: lines.length }, (_, line) => line).filter((line) => lines.groupOf[line] < 0)
const boxOf = (lines: GridLines, place: number) => {
  const line = lineOfPlace(lines, place)
  const [left, top] = [5 + (place - lines.firstPlace[line]) * 12, lines.tops[line]]
  return { left, top, right: left + 10, bottom: top + 10 }
}

/** Any grid of whole photos, flat ones and upright ones, in a window of any width. */
const wholeGrid = fc
  .record({
    sizes: fc.array(fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 4,
    }),
    isGrouped: fc.boolean(),
    width: fc.integer({ min: 60, max: 400 }),
  })
  .map(({ sizes, isGrouped, width }) => {
    const ends = sizes.map((_, at) => sizes.slice(0, at + 1).reduce((sum, each) => sum + each.length, 0))
    const groups = sizes.map((each, at) => ({ name: `${at}`, start: ends[at] - each.length, end: ends[at] }))
    const aspects = sizes.flat()
    const whole = { width, aspectOf: (place: number) => aspects[place] }
    return gridLines({
      ...{ count: aspects.length, perRow: 5, groups: isGrouped ? groups : [] },
      ...{ side: 40, gap: 2, heading: 7, whole },
    })
  })

describe('rows of whole photos', () => {
  it('hold each photo once, in its own shape, and fill the width but for the last of a group', () => {
    fc.assert(
      fc.property(wholeGrid, (lines) => {
        const rows = rowsOf(lines)
        const ends = new Set(lines.groups.length === 0 ? [lines.count] : lines.groups.map(({ end }) => end))
        let place = 0
        for (const line of rows) {
          expect(lines.firstPlace[line]).toBe(place)
          const widths = widthsOfRow(lines, line)
          const height = heightOfRow(lines, line)
          place += widths.length
          expect(height).toBeLessThanOrEqual(40)
          const filled = widths.reduce((sum, each) => sum + each, 0) + 2 * (widths.length - 1)
          expect(filled).toBeLessThanOrEqual((lines.whole?.width ?? 0) + 1e-6)
          // Whole pixels of height: what is lost by them.
          const lost = widths.reduce((sum, each) => sum + each / height, 0)
          if (!ends.has(place)) expect(filled).toBeGreaterThan((lines.whole?.width ?? 0) - lost - 1e-6)
          for (const each of widths) expect(each / height).toBeGreaterThanOrEqual(0.4 - 1e-9)
        }
        expect(place).toBe(lines.count)
      }),
    )
  })

  it('count as seen from their own middle on, however low they are', () => {
    fc.assert(
      fc.property(wholeGrid, fc.nat(), (lines, at) => {
        expect(lastLineSeen(lines, lines.tops[lines.length])).toBe(lines.length - 1)
        const line = lineOfPlace(lines, at % lines.count)
        const middle = lines.tops[line] + heightOfRow(lines, line) / 2
        expect(lastLineSeen(lines, middle)).toBe(line)
        expect(lastLineSeen(lines, middle - 0.1)).toBe(line - 1)
      }),
    )
  })

  it('are walked to the photo that stands below, each of which a band around it selects alone', () => {
    fc.assert(
      fc.property(wholeGrid, fc.nat(), (lines, at) => {
        const from = at % lines.count
        const [down, up] = [placeInLines(lines, from, 'down', 1), placeInLines(lines, from, 'up', 1)]
        expect(lineOfPlace(lines, down)).toBeGreaterThanOrEqual(lineOfPlace(lines, from))
        expect(lineOfPlace(lines, up)).toBeLessThanOrEqual(lineOfPlace(lines, from))
        if (lineOfPlace(lines, from) === lines.length - 1) expect(down).toBe(from)
        expect(placeInLines(lines, from, 'right', 1)).toBe(Math.min(lines.count - 1, from + 1))
        const line = lineOfPlace(lines, from)
        const widths = widthsOfRow(lines, line)
        const column = from - lines.firstPlace[line]
        const left = 5 + widths.slice(0, column).reduce((sum, each) => sum + each + 2, 0)
        const top = lines.tops[line]
        const inside = { left: left + 1, right: left + widths[column] - 1, top: top + 1, bottom: top + 2 }
        expect(placesInBand(lines, inside, 5)).toEqual([from])
      }),
    )
  })
})

describe('the lines of the grid', () => {
  it('hold each photo once, in full rows but for the last of a group, below the heading of their group', () => {
    fc.assert(
      fc.property(anyGrid, (lines) => {
        const rows = rowsOf(lines)
        const places = rows.flatMap((line) =>
          Array.from(
            { length: lines.firstPlace[line + 1] - lines.firstPlace[line] },
            (_, at) => lines.firstPlace[line] + at,
          ),
        )
        expect(places).toEqual([...Array.from({ length: lines.count }).keys()])
        for (const line of rows) {
          expect(lines.tops[line + 1] - lines.tops[line]).toBe(12)
          expect(lineOfPlace(lines, lines.firstPlace[line])).toBe(line)
          expect(lineAt(lines, lines.tops[line] + 5)).toBe(line)
        }
        lines.groups.forEach(({ start }, group) => {
          const heading = lines.groupOf.indexOf(group)
          expect(lines.firstPlace[heading]).toBe(start)
          expect(lineOfPlace(lines, start)).toBe(heading + 1)
          expect(lineToShow(lines, start)).toBe(heading)
        })
        expect(lines.length - rows.length).toBe(lines.groups.length)
      }),
    )
  })

  it('are walked row by row in the same column, or to the end of a shorter row, and never left', () => {
    const moves = [
      'left',
      'right',
      'up',
      'down',
      'rowStart',
      'rowEnd',
      'first',
      'last',
      'pageUp',
      'pageDown',
    ] as const
    fc.assert(
      fc.property(
        anyGrid,
        fc.nat(),
        fc.constantFrom(...moves),
        fc.integer({ min: 1, max: 3 }),
        (lines, at, move, page) => {
          const from = at % lines.count
          const to = placeInLines(lines, from, move, page)
          expect(to).toBeGreaterThanOrEqual(0)
          expect(to).toBeLessThan(lines.count)
          const rows = rowsOf(lines)
          const row = (place: number) => rows.indexOf(lineOfPlace(lines, place))
          if (move === 'down' && row(from) < rows.length - 1) {
            expect(row(to)).toBe(row(from) + 1)
            expect(boxOf(lines, to).left).toBeLessThanOrEqual(boxOf(lines, from).left)
          }
          if (move === 'up' && row(from) > 0) expect(row(to)).toBe(row(from) - 1)
          if (move === 'rowEnd') expect(row(to)).toBe(row(from))
          if (move === 'pageDown' && lines.groups.length > 0)
            expect(row(to)).toBe(Math.min(rows.length - 1, row(from) + page))
        },
      ),
    )
  })

  it('are touched by a rectangle just as their edges say', () => {
    const edge = fc.double({ min: -20, max: 120, noNaN: true })
    fc.assert(
      fc.property(anyGrid, edge, edge, edge, edge, (lines, x, otherX, y, otherY) => {
        const [left, right] = [x, otherX].sort((a, b) => a - b)
        const [top, bottom] = [y, otherY].sort((a, b) => a - b)
        const touched = [...Array.from({ length: lines.count }).keys()].filter((place) => {
          const box = boxOf(lines, place)
          return box.left <= right && box.right >= left && box.top <= bottom && box.bottom >= top
        })
        expect(placesInBand(lines, { left, right, top, bottom }, 5)).toEqual(touched)
      }),
    )
  })
})
