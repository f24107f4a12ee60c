/** @file Which photos are beyond a line, the worst first, and which a filter by such lines shows. */
import { expect, it } from 'vitest'
import { arrangePhotos } from '../../../renderer/stores/arrange-photos.ts'
import { flawCounts } from '../../../renderer/stores/facets.ts'
import { EVERYTHING, type PhotoFilter } from '../../../renderer/stores/photo-filter.ts'
import { isKnownEnough, type KnownPhotos } from '../../../renderer/stores/photo-tests.ts'
import {
  rowsBeyond,
  toggledFlaw,
  withLine,
  type Flaw,
  type QualityKind,
} from '../../../renderer/stores/quality-kinds.ts'
import { factRows } from '../../../renderer/stores/row-facts.ts'

const columns = {
  ids: Int32Array.of(1, 2, 3),
  names: ['a', 'b', 'c'],
  width: Int32Array.of(100, 4_000, 3_000),
  height: Int32Array.of(100, 1_000, 2_000),
  sharpness: Float32Array.of(20, 40, 10),
  lightest: Float32Array.of(10, 30, 200),
  darkest: Float32Array.of(0, 0, 180),
  plain: Float32Array.of(0.5, 0, 0.03),
}

it('finds low sharpness and light, high darkness and plainness, small and long pictures', () => {
  const beyond = (kind: QualityKind, line: number) =>
    rowsBeyond(columns, kind, line).map((row) => columns.ids[row])
  expect(beyond('blurred', 24)).toEqual([3, 1])
  expect(beyond('blurred', 20)).toEqual([3])
  expect(beyond('dark', 80)).toEqual([2])
  expect(beyond('bright', 120)).toEqual([3])
  expect(beyond('screen', 0.28)).toEqual([1])
  expect(beyond('screen', 0.02)).toEqual([1, 3])
  expect(beyond('small', 160)).toEqual([1])
  expect(beyond('long', 2.6)).toEqual([2])
})

/** Photo 4 came in after the others were measured. */
const ids = Int32Array.of(1, 2, 3, 4)
const known: KnownPhotos = {
  columns: {
    ...{ ids, classOf: Int32Array.of(0, 0, -1, -1), probability: Float32Array.of(1, 0.5, 0, 0) },
    ...{ confirmed: Uint8Array.of(1, 0, 0, 0), setAside: new Uint8Array(4), aspect: new Float32Array(4) },
    classes: ['sea'],
  },
  quality: { measured: columns, placeOf: factRows(ids, columns.ids) },
}
const shown = (filter: Partial<PhotoFilter>) =>
  [...arrangePhotos(known, { ...EVERYTHING, ...filter }, 'added').rows].map((row) => ids[row])

it('shows photos that have one of the flaws, together with the other filters', () => {
  expect(shown({ flaws: [{ kind: 'dark', line: 80 }] })).toEqual([2])
  const several: Flaw[] = [
    { kind: 'blurred', line: 15 },
    { kind: 'dark', line: 80 },
  ]
  expect(shown({ flaws: several })).toEqual([2, 3])
  expect(shown({ flaws: several, classes: ['sea'] })).toEqual([2])
  expect(shown({ flaws: [{ kind: 'small', line: 5_000 }] })).toEqual([1, 2, 3]) // of photo 4 nothing is known
})

it('waits until photos are measured, and counts each flaw by its own line beside the other filters', () => {
  const filter = { ...EVERYTHING, flaws: [{ kind: 'blurred', line: 36 }] as const }
  expect(isKnownEnough({ columns: known.columns }, filter)).toBe(false)
  expect(isKnownEnough(known, filter)).toBe(true)
  expect(flawCounts(known, filter)).toEqual({ blurred: 2, dark: 1, bright: 1, screen: 1, small: 1, long: 1 })
  expect(flawCounts(known, { ...filter, classes: ['sea'] })).toMatchObject({ blurred: 1, bright: 0 })
})

it('keeps flaws in the order of their kinds, each once', () => {
  const one = toggledFlaw([], 'small')
  expect(one).toEqual([{ kind: 'small', line: 160 }])
  const two = withLine(one, { kind: 'dark', line: 60 })
  expect(two.map(({ kind }) => kind)).toEqual(['dark', 'small'])
  expect(withLine(two, { kind: 'dark', line: 70 })).toEqual([{ kind: 'dark', line: 70 }, one[0]])
  expect(toggledFlaw(two, 'small')).toEqual([two[0]])
})
