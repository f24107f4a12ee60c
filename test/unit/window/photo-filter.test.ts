import { describe, expect, it, test } from 'vitest'
import { arrangePhotos, countStates } from '../../../renderer/stores/arrange-photos.ts'
import {
  asideCounts,
  cameraChoices,
  folderChoices,
  surenessCounts,
  timeSpan,
} from '../../../renderer/stores/facets.ts'
import { EVERYTHING, partsInForce, type PhotoFilter } from '../../../renderer/stores/photo-filter.ts'
import { folded, searchableNames } from '../../../renderer/stores/photo-search.ts'
import {
  asideOfRow,
  isKnownEnough,
  type KnownPhotos,
  type PhotoColumns,
} from '../../../renderer/stores/photo-tests.ts'
import type { Flaw } from '../../../renderer/stores/quality-kinds.ts'
import { factsByRow, stacksByRow, type PhotoFacts } from '../../../renderer/stores/row-facts.ts'
import { sumWrong, suggestedGroups, wrongAmong } from '../../../renderer/stores/suggested-groups.ts'
import { queryOf, shownOf, type Shown } from '../../../renderer/features/library/filter/filter-address.ts'
import { SetAsideAs } from '../../../shared/set-aside.ts'
import fc from '../../support/properties.ts'

/** Photos 10, 20, ... 50; the facts know of photo 15 as well, which is gone, and not of 50, which has just come. */
const columns: PhotoColumns = {
  ids: Int32Array.of(10, 20, 30, 40, 50),
  classOf: Int32Array.of(0, 1, 0, -1, 1),
  probability: Float32Array.of(1, 0.404, 0.9, 0, 0.9),
  confirmed: Uint8Array.of(1, 0, 0, 0, 0),
  setAside: new Uint8Array(5),
  aspect: Float32Array.of(1, 1, 1, 1, 1),
  classes: ['Möwe', 'rooster'],
}
const day = (text: string) => Date.parse(text)
const facts: PhotoFacts = {
  ids: Int32Array.of(10, 15, 20, 30, 40),
  takenAt: Float64Array.of(
    day('2024-05-01T23:59:59Z'),
    day('1999-01-01'),
    day('2024-05-02T00:00:00Z'),
    day('2025-01-01'),
    Number.NaN,
  ),
  cameraOf: Int32Array.of(1, 0, 0, 1, -1),
  cameras: ['Nikon D90', 'Canon EOS 5D'],
  places: {
    photoOf: Int32Array.of(0, 1, 2, 2, 3, 4),
    folderOf: Int32Array.of(0, 0, 1, 2, 3, 2),
    names: 'IMG_1.JPG\0gone.jpg\0Ärger.jpg\0img_2.jpg\0straße.jpg\0plain.png\0',
  },
  folders: [
    { root: 1, path: '' },
    { root: 1, path: '2024/sea' },
    { root: 2, path: '' },
    { root: 1, path: '2024/sea/İzmir' },
  ],
  roots: [
    { id: 1, path: '/home/photos' },
    { id: 2, path: 'D:\\scans' },
  ],
}
const rowFacts = factsByRow(columns.ids, facts)
const known: KnownPhotos = {
  columns,
  facts: rowFacts,
  names: searchableNames(rowFacts),
  stacks: stacksByRow(columns.ids, {
    ids: Int32Array.of(5, 10, 20, 40, 50),
    stackOf: Int32Array.of(5, 10, 5, 40, 5), // 20 and 50 are copies of 5, which is gone
  }),
}
const shown = (filter: Partial<PhotoFilter>) =>
  Array.from(arrangePhotos(known, { ...EVERYTHING, ...filter }, 'added').rows, (row) => columns.ids[row])

test('facts that were read before the last photos came stay those of their rows', () => {
  const later = factsByRow(Int32Array.of(...facts.ids, 50, 60), facts)
  expect([...later.takenAt]).toEqual([...facts.takenAt, Number.NaN, Number.NaN])
  expect([...later.cameraOf]).toEqual([...facts.cameraOf, -1, -1])
  expect([...later.firstPlace]).toEqual([0, 1, 2, 4, 5, 6, 6, 6])
  expect(later.names).toBe(facts.places.names)
  // As they are where the columns know other photos.
  const joined = factsByRow(Int32Array.of(10, 15, 20, 30, 40, 41), facts)
  expect([...factsByRow(Int32Array.of(10, 15, 20, 30, 40), facts).firstPlace]).toEqual([0, 1, 2, 4, 5, 6])
  expect([...joined.firstPlace]).toEqual([0, 1, 2, 4, 5, 6, 6])
})

describe('a search', () => {
  it('finds names of files, folders and classes, whatever their case and accents', () => {
    expect(shown({ text: 'img' })).toEqual([10, 20])
    expect(shown({ text: 'ARGER' })).toEqual([20])
    expect(shown({ text: 'strasse' })).toEqual([30])
    expect(shown({ text: 'izmir' })).toEqual([30])
    expect(shown({ text: 'sea' })).toEqual([20, 30])
    expect(shown({ text: 'photos/2024' })).toEqual([20, 30])
    expect(shown({ text: 'scans' })).toEqual([20, 40])
    expect(shown({ text: '2024-05-01' })).toEqual([10])
    expect(shown({ text: '2024-05' })).toEqual([10, 20])
    expect(shown({ text: '2025' })).toEqual([30])
    expect(shown({ text: '2025 rooster' })).toEqual([])
    expect(shown({ text: '2024-5' })).toEqual([])
    for (const text of ['2024-13', '2024-00', '2023-17', '2024-04-31', '2024-05-00', '0124'])
      expect(shown({ text })).toEqual([])
    expect(shown({ text: 'mowe' })).toEqual([10, 30])
    expect(shown({ text: '  ' })).toEqual([10, 20, 30, 40, 50])
  })

  it('wants each of its words, wherever it stands, and finds nothing across two names', () => {
    expect(shown({ text: 'sea mowe' })).toEqual([30])
    expect(shown({ text: 'jpg rooster' })).toEqual([20])
    expect(shown({ text: 'png rooster' })).toEqual([])
    expect(shown({ text: 'jpgimg' })).toEqual([])
  })

  it('finds in any names what a search in each of them finds', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'É', 'ß', 's', '.') })
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), name, (all, text) => {
        fc.pre(text !== '')
        const ids = Int32Array.from(all, (_, row) => row + 1)
        const zeros = new Int32Array(all.length)
        const many = factsByRow(ids, {
          ...{ ids, takenAt: new Float64Array(all.length), cameraOf: zeros, cameras: [''] },
          places: {
            photoOf: zeros.map((_, row) => row),
            folderOf: zeros,
            names: all.map((each) => `${each}\0`).join(''),
          },
          ...{ folders: [{ root: 1, path: '' }], roots: [{ id: 1, path: '/' }] },
        })
        const of: KnownPhotos = {
          columns: { ...columns, ids, classOf: zeros.map(() => -1) },
          facts: many,
          names: searchableNames(many),
        }
        const { rows } = arrangePhotos(of, { ...EVERYTHING, text }, 'added')
        expect([...rows]).toEqual([...all.keys()].filter((row) => folded(all[row]).includes(folded(text))))
      }),
    )
  })
})

describe('filters', () => {
  it('leave out what is not so sure, confirmed, or without a suggestion, by the percents on the tiles', () => {
    expect(shown({ sure: [0, 100] })).toEqual([20, 30, 50])
    expect(shown({ sure: [40, 40] })).toEqual([20])
    expect(shown({ sure: [90, 100] })).toEqual([30, 50])
  })

  it('know days as the camera knew them, both ends included, and no day of a photo without one', () => {
    expect(shown({ from: '2024-05-02' })).toEqual([20, 30])
    expect(shown({ to: '2024-05-01' })).toEqual([10])
    expect(shown({ from: '2024-05-01', to: '2024-05-02' })).toEqual([10, 20])
  })

  it('show folders with what is below them, cameras, and what there is more than one of', () => {
    expect(shown({ folders: ['1'] })).toEqual([10, 20, 30])
    expect(shown({ folders: ['1/2024/sea/İzmir', '2'] })).toEqual([20, 30, 40])
    expect(shown({ folders: ['1/2024'] })).toEqual([20, 30])
    expect(shown({ folders: ['1/20'] })).toEqual([])
    expect(shown({ cameras: ['Canon EOS 5D'] })).toEqual([10, 30])
    expect(shown({ copies: 'same' })).toEqual([20])
    expect(shown({ copies: 'near' })).toEqual([20, 50])
  })

  it('combine, and say which of them hold', () => {
    const filter = {
      ...EVERYTHING,
      cameras: ['Canon EOS 5D'],
      classes: ['Möwe'],
      text: 'jpg',
      from: '2024-06-01',
    }
    expect(shown(filter)).toEqual([30])
    expect(partsInForce(filter)).toEqual(['classes', 'text', 'from', 'cameras'])
    expect(partsInForce(EVERYTHING)).toEqual([])
  })

  it('wait for what they ask for, and for nothing else', () => {
    const bare = { columns }
    expect(isKnownEnough(bare, EVERYTHING)).toBe(true)
    expect(isKnownEnough(bare, { ...EVERYTHING, classes: ['Möwe'], sure: [1, 2] })).toBe(true)
    expect(isKnownEnough(bare, { ...EVERYTHING, text: 'a' })).toBe(false)
    expect(isKnownEnough({ columns, facts: rowFacts }, { ...EVERYTHING, text: 'a' })).toBe(true)
    expect(isKnownEnough({ columns, facts: rowFacts }, { ...EVERYTHING, copies: 'near' })).toBe(false)
  })
})

describe('the choices of a filter', () => {
  it('say how many photos each would show beside the other filters, whatever is chosen among them', () => {
    const filter = { ...EVERYTHING, classes: ['Möwe'], cameras: ['Nikon D90'] }
    expect(cameraChoices(known, filter)).toEqual([
      { key: 'Canon EOS 5D', label: 'Canon EOS 5D', count: 2, depth: 0 },
      { key: 'Nikon D90', label: 'Nikon D90', count: 0, depth: 0 },
    ])
    expect(folderChoices(known, EVERYTHING)).toEqual([
      { key: '1', label: 'photos', count: 3, depth: 0 },
      { key: '1/2024', label: 'photos/2024', count: 2, depth: 1 },
      { key: '1/2024/sea', label: 'photos/2024/sea', count: 2, depth: 2 },
      { key: '1/2024/sea/İzmir', label: 'photos/2024/sea/İzmir', count: 1, depth: 3 },
      { key: '2', label: 'scans', count: 2, depth: 0 },
    ])
    const sure = surenessCounts(known, { ...EVERYTHING, sure: [50, 60] })
    expect([...sure.entries()].filter(([, count]) => count > 0)).toEqual([
      [40, 1],
      [90, 2],
    ])
    expect(timeSpan(known)).toEqual({ first: facts.takenAt[0], last: facts.takenAt[3] })
    expect(timeSpan({ columns })).toBeUndefined()
  })

  it('name roots of one name by their whole paths', () => {
    const roots = [
      { id: 1, path: '/a/photos' },
      { id: 2, path: '/b/photos' },
    ]
    const { folders } = factsByRow(columns.ids, { ...facts, roots })
    expect(folders.filter(({ depth }) => depth === 0).map(({ label }) => label)).toEqual([
      '/a/photos',
      '/b/photos',
    ])
  })
})

describe('photos that are set aside', () => {
  const { options } = SetAsideAs
  const away: PhotoColumns = {
    ...columns,
    classOf: Int32Array.of(0, -1, 0, -1, -1),
    probability: Float32Array.of(1, 0, 0.9, 0, 0),
    setAside: Uint8Array.of(0, 1, 0, 0, 1 + options.indexOf('near-copy')),
  }
  const kept = (filter: Partial<PhotoFilter>) =>
    Array.from(
      arrangePhotos({ columns: away }, { ...EVERYTHING, ...filter }, 'added').rows,
      (row) => away.ids[row],
    )

  it('are a state of their own, and are shown by what they are set aside as', () => {
    expect(kept({})).toEqual([10, 20, 30, 40, 50])
    expect(kept({ state: 'aside' })).toEqual([20, 50])
    expect(kept({ state: 'none' })).toEqual([40])
    expect(kept({ asides: ['unsure'] })).toEqual([20])
    expect(kept({ asides: ['unsure', 'near-copy'] })).toEqual([20, 50])
    expect(kept({ asides: ['poor-quality'] })).toEqual([])
    expect(countStates(away)).toEqual({ all: 5, confirmed: 1, suggested: 1, none: 1, aside: 2 })
    expect([0, 1, 4].map((row) => asideOfRow(away, row))).toEqual([undefined, 'unsure', 'near-copy'])
    const counts = { unsure: 1, 'no-subject': 0, 'near-copy': 1, 'poor-quality': 0 }
    expect(asideCounts({ columns: away }, { ...EVERYTHING, asides: ['unsure'] })).toEqual(counts)
  })
})

describe('suggestions that are confirmed together', () => {
  it('are those of photos without a class, by class, with how many are likely wrong', () => {
    const groups = suggestedGroups(columns, columns.ids.keys())
    expect(groups).toMatchObject([
      { class: 'rooster', ids: [20, 50] },
      { class: 'Möwe', ids: [30] },
    ])
    expect(groups[0].expectedWrong).toBeCloseTo(0.696)
    expect(groups[1].expectedWrong).toBeCloseTo(0.1)
    expect(suggestedGroups(columns, [0, 3])).toEqual([])
    expect(wrongAmong(columns, columns.ids.keys())).toBe(sumWrong(groups))
  })
})

describe('an address', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 3 })
  const days = fc.option(fc.constantFrom('2024-02-29', '1970-01-01'))
  const anything: fc.Arbitrary<Shown> = fc.record({
    filter: fc.record({
      classes: names,
      state: fc.constantFrom('all', 'confirmed', 'suggested', 'none', 'aside'),
      text: fc.string().filter((text) => text === '' || text.trim() !== ''),
      sure: fc.option(fc.constantFrom<[number, number]>([0, 0], [5, 100], [30, 70])),
      from: days,
      to: days,
      cameras: names,
      folders: names,
      copies: fc.constantFrom(null, 'near', 'same'),
      asides: fc.subarray(SetAsideAs.options),
      flaws: fc.subarray<Flaw>([
        { kind: 'blurred', line: 24.5 },
        { kind: 'screen', line: 0.28 },
        { kind: 'small', line: 320 },
      ]),
    }),
    look: fc.option(fc.string({ minLength: 1 })),
    order: fc.constantFrom('added', 'newest', 'class', 'sure'),
    grouping: fc.constantFrom('none', 'day'),
  })

  it('says all that is shown, and nothing of what leaves nothing out', () => {
    expect(queryOf({ filter: EVERYTHING, look: null, order: 'added', grouping: 'none' })).toEqual({})
    fc.assert(
      fc.property(anything, (each) => {
        expect(shownOf(queryOf(each))).toEqual(each)
      }),
    )
  })

  it('that cannot be read leaves nothing out', () => {
    const bad = {
      state: 'x',
      sure: '80-20',
      from: '2024-13-01',
      to: 'soon',
      copies: '',
      order: [null],
      group: 'x',
      class: [null, ''],
      quality: ['blurred', 'ugly-3', 'dark-'],
    }
    expect(queryOf(shownOf(bad))).toEqual({})
    expect(shownOf({ sure: '0-101' }).filter.sure).toBeNull()
    expect(shownOf({ quality: ['long-99', 'long-2', 'dark-100'] }).filter.flaws).toEqual([
      { kind: 'dark', line: 100 },
      { kind: 'long', line: 2 },
    ])
    expect(shownOf({ class: 'one', camera: ['a', 'a', 'b'] }).filter).toMatchObject({
      classes: ['one'],
      cameras: ['a', 'b'],
    })
  })
})
