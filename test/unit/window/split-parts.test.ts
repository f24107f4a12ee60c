/** @file The dialog that splits a class: every photo that is moved can be looked at, and what was typed is kept and means what it says. */
import { describe, expect, it } from 'vitest'
import {
  EDGE,
  FIRST,
  keptAnswers,
  MORE,
  movedPhotos,
  shownStacks,
} from '../../../renderer/features/classes/dialogs/split-parts.ts'

const partOf = (count: number): number[][] => Array.from({ length: count }, (_, index) => [index + 1])
const answers = (names: string[], leftOut: number[] = []) => ({ names, leftOut: new Set(leftOut) })

describe('what is shown of a part', () => {
  it('is all of a small one', () => {
    expect(shownStacks(partOf(FIRST), 0)).toEqual({ top: partOf(FIRST), edge: [], hidden: 0 })
  })

  it('is at first the most and the least typical photos, and says how many are hidden', () => {
    const part = partOf(1200)
    const { top, edge, hidden } = shownStacks(part, 0)
    expect(top).toEqual(part.slice(0, FIRST - EDGE))
    expect(edge).toEqual(part.slice(-EDGE))
    expect(hidden).toBe(1200 - FIRST)
  })

  it('grows from the least typical ones, none of which ever goes, until all are shown', () => {
    const part = partOf(1200)
    let before = shownStacks(part, 0)
    for (let clicks = 1; before.hidden > 0; clicks += 1) {
      const now = shownStacks(part, clicks)
      const shown = new Set([...now.top, ...now.edge].flat())
      expect([...before.top, ...before.edge].flat().every((photo) => shown.has(photo))).toBe(true)
      expect(now.hidden).toBe(Math.max(0, before.hidden - MORE))
      expect(shown.size + now.hidden).toBe(1200)
      before = now
    }
    expect(before).toEqual({ top: part, edge: [], hidden: 0 })
  })
})

describe('what was said of the parts', () => {
  it('is kept where a part begins with the same photo, and nowhere else', () => {
    const before = [
      [[1], [2, 3], [4]],
      [[5], [6]],
    ]
    const now = [[[5], [6]], [[1], [2, 3]], [[4]]]
    expect(keptAnswers(before, answers(['hens', ''], [2, 4]), now)).toEqual({
      names: ['', 'hens', ''],
      leftOut: new Set([2]),
    })
  })
})

describe('what a split moves', () => {
  const parts = [[[1], [2, 3]], [[4]], [[5]], [[6]]]
  const known = ['birds', 'Cats']

  it('is listed by class, which joins one that differs in nothing but capitals', () => {
    const said = answers(['hens', ' cats', 'hens', ''], [2])
    expect(movedPhotos(parts, said, { name: 'birds', known })).toEqual([
      { class: 'hens', exists: false, photos: [1, 5] },
      { class: 'Cats', exists: true, photos: [4] },
    ])
  })

  it('is nothing of a part that has the name of the class itself, or of which all is left out', () => {
    const said = answers(['BIRDS', 'hens', '', ''], [4])
    expect(movedPhotos(parts, said, { name: 'birds', known })).toEqual([])
  })
})
