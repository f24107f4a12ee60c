import { describe, expect, it } from 'vitest'
import {
  arrangePhotos,
  commonClass,
  countClasses,
  countStates,
  countStatesOf,
  rowOfPhoto,
} from '../../../renderer/stores/arrange-photos.ts'
import type { PhotoOrder } from '../../../renderer/stores/sort-rows.ts'
import { EVERYTHING, type PhotoFilter } from '../../../renderer/stores/photo-filter.ts'
import type { PhotoColumns } from '../../../renderer/stores/photo-tests.ts'
import { gridDirection } from '../../../renderer/ui/focus/grid-keys.ts'
import { placesIn } from '../../../renderer/ui/photo/places-in.ts'
import { placeAfter } from '../../../renderer/ui/focus/grid-moves.ts'
import { actionOf, plainKey } from '../../../renderer/ui/keys/press.ts'
import fc from '../../support/properties.ts'

/** Photos 10, 20, ...: two confirmed hens, an unsure rooster, a sure hen, one without a guess. */
const columns: PhotoColumns = {
  ids: Int32Array.of(10, 20, 30, 40, 50),
  classOf: Int32Array.of(0, 1, 0, -1, 0),
  probability: Float32Array.of(1, 0.4, 0.9, 0, 1),
  confirmed: Uint8Array.of(1, 0, 0, 0, 1),
  setAside: new Uint8Array(5),
  aspect: Float32Array.of(1, 1, 1, 1, 1),
  classes: ['Hen', 'rooster'],
}
const shown = (filter: Partial<PhotoFilter>, order: PhotoOrder = 'added') =>
  Array.from(arrangePhotos({ columns }, { ...EVERYTHING, ...filter }, order).rows, (row) => columns.ids[row])

describe('the arrangement of photos', () => {
  it('filters by class, state and letters, together', () => {
    expect(shown({})).toEqual([10, 20, 30, 40, 50])
    expect(shown({ classes: ['Hen'] })).toEqual([10, 30, 50])
    expect(shown({ classes: ['rooster', 'Hen'] })).toEqual([10, 20, 30, 50])
    expect(shown({ classes: ['Hen'], state: 'suggested' })).toEqual([30])
    expect(shown({ state: 'confirmed' })).toEqual([10, 50])
    expect(shown({ state: 'none' })).toEqual([40])
    expect(shown({ text: ' HE ' })).toEqual([10, 30, 50])
    expect(shown({ text: 'o' })).toEqual([20])
    expect(shown({ classes: ['a class that is gone'] })).toEqual([])
  })

  it('shows the classes below a class with it, not those that begin like it', () => {
    const tree = { ...columns, classes: ['birds/hen', 'birdsong'] }
    const ids = (name: string) => {
      const { rows } = arrangePhotos({ columns: tree }, { ...EVERYTHING, classes: [name] }, 'added')
      return Array.from(rows, (row) => tree.ids[row])
    }
    expect(ids('birds')).toEqual([10, 30, 50])
    expect(ids('birdsong')).toEqual([20])
  })

  it('orders by the name of the class, those of one class as they were, and those without any last', () => {
    expect(shown({}, 'class')).toEqual([10, 30, 50, 20, 40])
    const turned = { ...columns, classes: ['Swan 10', 'Swan 9'] }
    const rows = Array.from(
      arrangePhotos({ columns: turned }, EVERYTHING, 'class').rows,
      (row) => turned.ids[row],
    )
    expect(rows).toEqual([20, 10, 30, 50, 40])
  })

  it('orders by probability, and leaves the equally probable in their order', () => {
    expect(shown({}, 'unsure')).toEqual([40, 20, 30, 10, 50])
    expect(shown({}, 'sure')).toEqual([10, 50, 30, 20, 40])
  })

  it('shows the photos of a search alone, in its order, also of one state or class, without those that are gone', () => {
    const found = { word: 'dog', typed: 'dogs', photos: [50, 20, 9_999, 10] }
    expect(shown({ found })).toEqual([50, 20, 10])
    expect(shown({ found }, 'unsure')).toEqual([50, 20, 10])
    expect(shown({ found, state: 'confirmed' })).toEqual([50, 10])
    expect(shown({ found, text: 'roo' })).toEqual([20])
    expect(shown({ found: { ...found, photos: [] } })).toEqual([])
    const { placeOf } = arrangePhotos({ columns }, { ...EVERYTHING, found }, 'added')
    expect([...placeOf]).toEqual([2, 1, -1, -1, 0])
  })

  it('orders as many photos as there may be just as a comparison would', () => {
    const length = 20_000
    const probability = Float32Array.from({ length }, (_, i) => ((i * 7919) % 1000) / 1000)
    const many: PhotoColumns = {
      ids: Int32Array.from({ length }, (_, i) => i + 1),
      classOf: new Int32Array(length),
      probability,
      confirmed: new Uint8Array(length),
      setAside: new Uint8Array(length),
      aspect: new Float32Array(length),
      classes: ['one'],
    }
    const { rows, placeOf } = arrangePhotos({ columns: many }, EVERYTHING, 'unsure')
    const expected = Array.from({ length }, (_, i) => i).sort(
      (a, b) => probability[a] - probability[b] || a - b,
    )
    expect([...rows]).toEqual(expected)
    expect(placeOf[rows[123]]).toBe(123)
  })

  it('finds places of photos, counts classes and states, and the class that photos have in common', () => {
    const { placeOf } = arrangePhotos({ columns }, { ...EVERYTHING, classes: ['Hen'] }, 'added')
    expect([...placeOf]).toEqual([0, -1, 1, -1, 2])
    expect([10, 30, 50, 35, 5, 60].map((id) => rowOfPhoto(columns, id))).toEqual([0, 2, 4, -1, -1, -1])
    expect(countClasses(columns)).toEqual([
      { name: 'Hen', confirmed: 2, suggested: 1 },
      { name: 'rooster', confirmed: 0, suggested: 1 },
    ])
    expect(countStates(columns)).toEqual({ all: 5, confirmed: 2, suggested: 2, none: 1, aside: 0 })
    // Photos that are named: each once for all, and one that is gone nowhere.
    expect(countStatesOf(columns, [...columns.ids, 9_999])).toEqual(countStates(columns))
    expect(countStatesOf(columns, [])).toEqual({ all: 0, confirmed: 0, suggested: 0, none: 0, aside: 0 })
    expect(commonClass(columns, [10, 30])).toBe('Hen')
    expect(commonClass(columns, [10, 20])).toBeNull()
    expect(commonClass(columns, [40])).toBeNull()
    expect(commonClass(columns, [])).toBeNull()
  })
})

const press = (key: string, held: { ctrl?: boolean; shift?: boolean; alt?: boolean } = {}) => ({
  key,
  ctrlKey: held.ctrl ?? false,
  shiftKey: held.shift ?? false,
  altKey: held.alt ?? false,
  metaKey: false,
})

describe('a rectangle over the grid', () => {
  const sizes = { perRow: 4, side: 10, gap: 2, left: 5 }
  const boxOf = (place: number) => {
    const [left, top] = [5 + (place % 4) * 12, 2 + Math.floor(place / 4) * 12]
    return { left, top, right: left + 10, bottom: top + 10 }
  }

  it('touches the same photos as their edges say', () => {
    const edge = fc.double({ min: -20, max: 90, noNaN: true })
    fc.assert(
      fc.property(edge, edge, edge, edge, fc.integer({ min: 0, max: 25 }), (x, otherX, y, otherY, count) => {
        const [left, right] = [x, otherX].sort((a, b) => a - b)
        const [top, bottom] = [y, otherY].sort((a, b) => a - b)
        const touched = Array.from({ length: count }, (_, place) => place).filter((place) => {
          const box = boxOf(place)
          return box.left <= right && box.right >= left && box.top <= bottom && box.bottom >= top
        })
        expect(placesIn({ left, right, top, bottom }, { ...sizes, count })).toEqual(touched)
      }),
    )
  })

  it('touches none between two photos', () => {
    expect(placesIn({ left: 15.5, right: 16.5, top: 3, bottom: 4 }, { ...sizes, count: 8 })).toEqual([])
  })
})

describe('keys in the grid', () => {
  it('move, select, open, label, and leave what belongs to others alone', () => {
    const inGrid = (...pressed: Parameters<typeof press>) => actionOf('library', press(...pressed))
    expect(inGrid('ArrowDown')).toBe('move')
    expect(inGrid('ArrowDown', { shift: true })).toBe('extend')
    expect(inGrid('ArrowLeft', { ctrl: true })).toBe('moveOnly')
    expect(inGrid('End', { ctrl: true })).toBe('move')
    expect(gridDirection(press('ArrowLeft', { ctrl: true }))).toBe('left')
    expect(gridDirection(press('End', { ctrl: true }))).toBe('last')
    expect(gridDirection(press('End'))).toBe('rowEnd')
    expect(inGrid('a', { ctrl: true })).toBe('selectAll')
    expect(inGrid(' ', { ctrl: true })).toBe('select')
    expect(inGrid(' ')).toBe('open')
    expect(inGrid('Backspace')).toBe('unlabel')
    expect(inGrid('ü')).toBe('type')
    expect(inGrid('z', { ctrl: true })).toBeUndefined()
    expect(inGrid('?')).toBeUndefined()
    expect(inGrid('ArrowLeft', { alt: true })).toBeUndefined()
  })

  it('never move off the grid, and reach the last row that is not full', () => {
    const grid = { count: 11, columns: 4, rowsPerPage: 2 }
    expect(placeAfter(0, 'left', grid)).toBe(0)
    expect(placeAfter(10, 'right', grid)).toBe(10)
    expect(placeAfter(1, 'up', grid)).toBe(1)
    expect(placeAfter(7, 'down', grid)).toBe(10)
    expect(placeAfter(9, 'down', grid)).toBe(9)
    expect(placeAfter(5, 'rowStart', grid)).toBe(4)
    expect(placeAfter(9, 'rowEnd', grid)).toBe(10)
    expect(placeAfter(2, 'pageDown', grid)).toBe(10)
    expect(placeAfter(6, 'pageUp', grid)).toBe(2)
    expect(placeAfter(10, 'first', grid)).toBe(0)
  })

  it('leaf through large photos and name them', () => {
    expect(actionOf('photo', press('ArrowLeft'))).toBe('previous')
    expect(actionOf('photo', press('ArrowLeft', { alt: true }))).toBe('back')
    expect(actionOf('photo', press('h'))).toBe('type')
    expect(actionOf('photo', press('z', { ctrl: true }))).toBeUndefined()
  })

  it('say a class only together with Alt, whatever a system or another alphabet makes of the key', () => {
    const onPage = (key: string, code?: string, keyCode?: number) => {
      const pressed = { ...press(key, { alt: true }), code, keyCode }
      return [actionOf('page', pressed), plainKey(pressed)]
    }
    expect(onPage('f')).toEqual(['classKey', 'f'])
    expect(onPage('3', 'Digit3')).toEqual(['classKey', '3'])
    expect(onPage('å', 'KeyA', 65)).toEqual(['classKey', 'a'])
    expect(onPage('Dead', 'KeyE', 69)).toEqual(['classKey', 'e'])
    expect(onPage('&', 'Digit1', 49)).toEqual(['classKey', '1'])
    expect(onPage('ф', 'KeyA', 65)).toEqual(['classKey', 'a'])
    // A German keyboard has Z where others have Y, a French one a comma where others have M.
    expect(onPage('Ω', 'KeyY', 90)).toEqual(['classKey', 'z'])
    expect(onPage(',', 'KeyM', 188)).toEqual([undefined, undefined])
    // Alt and figures of the numeric pad write a character on Windows.
    expect(onPage('2', 'Numpad2', 98)).toEqual([undefined, undefined])
    expect(onPage('F4', 'F4')).toEqual([undefined, undefined])
    expect(actionOf('page', press('f'))).toBe('type')
    expect(actionOf('page', press('3'))).toBe('propose')
    expect(actionOf('page', press('f', { alt: true, ctrl: true }))).toBeUndefined() // AltGr on Windows
  })
})
