/** @file Which photos are beyond a line, the worst first. */
import { expect, it } from 'vitest'
import { rowsBeyond, type QualityKind } from '../../../renderer/features/check/quality/quality-kinds.ts'

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
