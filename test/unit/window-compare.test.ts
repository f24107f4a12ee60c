import { describe, expect, it } from 'vitest'
import { contestOf, linesOf, possibleSizes } from '../../renderer/components/compare/comparison.ts'
import type { CompareName, CompareRow } from '../../shared/contract/measures.ts'

const row = (strategy: CompareName, labelsPerClass: number, accuracy: number, std = 0.01): CompareRow => ({
  ...{ strategy, labelsPerClass, accuracy, std },
  ...{ blendAccuracy: null, knnAccuracy: 0, clusterPurity: 0, seconds: 0, tensorMegabytes: null },
})

describe('a comparison', () => {
  it('offers as many labels as leave two classes something to be tested on', () => {
    expect(possibleSizes([11, 6, 2])).toEqual([1, 2, 5])
    expect(possibleSizes([50, 1])).toEqual([])
    expect(possibleSizes([])).toEqual([])
  })

  it('draws a line for each way, the best at its end first', () => {
    const lines = linesOf([
      row('ridge', 5, 0.8),
      row('ridge', 2, 0.7),
      row('triplet', 2, 0.6),
      row('triplet', 5, 0.9),
    ])
    expect(lines.map(({ strategy }) => strategy)).toEqual(['triplet', 'ridge'])
    expect(lines[1].points.map(({ labels }) => labels)).toEqual([2, 5])
  })

  it('calls a winner only by more than chance, with the most labels', () => {
    const verdict = (rows: CompareRow[], repeats = 3) => contestOf(rows, repeats)?.verdict
    expect(contestOf([row('ridge', 2, 0.99), row('ridge', 5, 0.8), row('triplet', 5, 0.9)], 3)).toMatchObject(
      {
        labels: 5,
        verdict: 'clear',
        first: { strategy: 'triplet' },
        second: { strategy: 'ridge' },
      },
    )
    expect(verdict([row('ridge', 5, 0.89, 0.02), row('triplet', 5, 0.9, 0.02)])).toBe('close')
    expect(verdict([row('ridge', 5, 0.5), row('triplet', 5, 0.9)], 1)).toBe('once')
    expect(verdict([row('ridge', 5, 0.5), row('triplet', 2, 0.9)])).toBe('alone')
    expect(verdict([])).toBeUndefined()
  })
})
