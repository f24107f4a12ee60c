import { describe, expect, it } from 'vitest'
import {
  apartFromFarBelow,
  beatenReference,
  contestOf,
  linesOf,
  possibleSizes,
} from '../../../renderer/features/compare/comparison.ts'
import { contendersOf, measurementsOf } from '../../../renderer/features/compare/contenders.ts'
import { comparedBackends, type BackendReport } from '../../../shared/contract/backends.ts'
import type { CompareName, CompareRow } from '../../../shared/contract/compare.ts'

/** @param splits the accuracy on each */
const row = (strategy: CompareName, labelsPerClass: number, ...splits: number[]): CompareRow => ({
  ...{ strategy, contender: strategy, switches: {}, backend: null, labelsPerClass },
  ...{ accuracy: splits.reduce((sum, each) => sum + each, 0) / splits.length, std: 0.01 },
  splits: splits.map((accuracy) => ({ accuracy, blendAccuracy: null })),
  ...{ blendAccuracy: null, difference: null, knnAccuracy: 0, clusterPurity: 0, seconds: 0 },
  ...{ tensorMegabytes: null, processMegabytes: null },
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
    expect(lines.map(({ row: { strategy } }) => strategy)).toEqual(['triplet', 'ridge'])
    expect(lines[1].points.map(({ labels }) => labels)).toEqual([2, 5])
  })

  it('keeps the lines of contenders apart that differ in a switch or a backend alone', () => {
    const other = { ...row('triplet', 5, 0.7), contender: 'triplet/no-pyramid', switches: { pyramid: false } }
    const lines = linesOf([row('triplet', 5, 0.9), other, { ...other, labelsPerClass: 2 }])
    expect(lines.map(({ row: { contender } }) => contender)).toEqual(['triplet', 'triplet/no-pyramid'])
    expect(lines.map(({ points }) => points.length)).toEqual([1, 2])
  })

  it('calls a winner only by more than chance, with the most labels', () => {
    const verdict = (rows: CompareRow[], repeats = 3) => contestOf(rows, repeats)?.verdict
    const clear = [row('ridge', 2, 0.99), row('ridge', 5, 0.8, 0.81, 0.79), row('triplet', 5, 0.9, 0.91, 0.9)]
    expect(contestOf(clear, 3)).toMatchObject({
      labels: 5,
      verdict: 'clear',
      first: { strategy: 'triplet' },
      second: { strategy: 'ridge' },
    })
    expect(verdict([row('ridge', 5, 0.89, 0.88, 0.9), row('triplet', 5, 0.88, 0.9, 0.92)])).toBe('close')
    // The splits differ more than the contenders do, but alike for both.
    expect(verdict([row('ridge', 5, 0.6, 0.7, 0.8), row('triplet', 5, 0.62, 0.721, 0.819)])).toBe('clear')
    expect(verdict([row('ridge', 5, 0.5), row('triplet', 5, 0.9)], 1)).toBe('once')
    expect(verdict([row('ridge', 5, 0.5), row('triplet', 2, 0.9)])).toBe('alone')
    expect(verdict([])).toBeUndefined()
    // On another backend it is the same thing, and no rival.
    const twin = { ...row('triplet', 5, 0.9), contender: 'triplet/wasm' }
    const rival = contestOf([row('triplet', 5, 0.9), twin, row('ridge', 5, 0.5)], 1)?.second
    expect(rival?.strategy).toBe('ridge')
    expect(verdict([row('triplet', 5, 0.9), twin])).toBe('alone')
  })
})

describe('what the best is held against', () => {
  const against = (reference: CompareRow, best: CompareRow, repeats = 3) => {
    const ahead = { from: reference.contender, alone: { mean: 0, std: 0 }, blended: null }
    const held = { ...best, difference: ahead }
    return beatenReference([row('supcon', 2, 0.1, 0.1, 0.1), reference, held], held, repeats)?.strategy
  }

  it('is named as beaten only by more than chance, and with as many labels', () => {
    const reference = row('fast-path', 5, 0.8, 0.81, 0.79)
    expect(against(reference, row('triplet', 5, 0.9, 0.91, 0.9))).toBe('fast-path')
    expect(against(reference, row('triplet', 5, 0.79, 0.82, 0.8))).toBeUndefined()
    expect(against(reference, row('triplet', 5, 0.9), 1)).toBeUndefined()
    expect(beatenReference([reference], reference, 3)).toBeUndefined()
  })
})

describe('the picture of a comparison', () => {
  const strategiesOf = (rows: CompareRow[]) => {
    const { drawn, below } = apartFromFarBelow(linesOf(rows))
    return [drawn, below].map((lines) => lines.map(({ row: { strategy } }) => strategy))
  }

  it('leaves out what lies so far below that the others could not be told apart', () => {
    const good = [row('fast-path', 5, 0.93), row('triplet', 5, 0.94), row('ridge', 5, 0.9)]
    expect(strategiesOf([...good, row('cnn', 5, 0.2)])).toEqual([['triplet', 'fast-path', 'ridge'], ['cnn']])
    expect(strategiesOf(good)).toEqual([['triplet', 'fast-path', 'ridge'], []])
    // Alone with it, the best has nothing that it would have to be told apart from.
    expect(strategiesOf([good[0], row('cnn', 5, 0.2)])).toEqual([['fast-path', 'cnn'], []])
    // What catches up with more labels is a rival.
    expect(
      strategiesOf([
        ...good,
        row('triplet', 20, 0.96),
        row('siamese-cnn', 5, 0.5),
        row('siamese-cnn', 20, 0.9),
      ]),
    ).toEqual([['triplet', 'fast-path', 'ridge', 'siamese-cnn'], []])
  })
})

describe('what is put side by side', () => {
  it('begins with what Twinsort does without training, and each is followed by itself without its parts', () => {
    const asked = contendersOf(
      ['siamese-cnn', 'cnn', 'ridge', 'triplet', 'fast-path'],
      ['attention', 'pyramid'],
    )
    expect(asked).toEqual([
      { strategy: 'fast-path', switches: {} },
      { strategy: 'ridge', switches: {} },
      { strategy: 'triplet', switches: {} },
      { strategy: 'triplet', switches: { pyramid: false } },
      { strategy: 'triplet', switches: { attention: 'off' } },
      { strategy: 'cnn', switches: {} },
      { strategy: 'siamese-cnn', switches: {} },
      { strategy: 'siamese-cnn', switches: { pyramid: false } },
      { strategy: 'siamese-cnn', switches: { attention: 'off' } },
    ])
    expect(contendersOf(['triplet'], [])).toEqual([{ strategy: 'triplet', switches: {} }])
  })

  it('is counted: nothing is trained with one label, and what is trained is trained on each backend', () => {
    const asked = contendersOf(['fast-path', 'triplet'], ['pyramid'])
    expect(measurementsOf(asked, { sizes: [1, 2, 5], repeats: 3, backends: 2 })).toBe(3 * (3 + 2 * 2 * 2))
    expect(measurementsOf(asked, { sizes: [], repeats: 3, backends: 2 })).toBe(0)
  })

  it('is trained on what passed, not on plain JavaScript nor on a card that the processor simulates', () => {
    const test = {
      passed: true,
      reason: '',
      lossError: 0,
      gradientError: 0,
      imagesPerSecond: null,
      software: false,
    }
    const report = (name: BackendReport['name'], selfTest: BackendReport['selfTest'], available = true) => ({
      ...{ name, available, note: '', selfTest },
    })
    const reports = [
      report('tfjs-node-gpu', { ...test, passed: false }),
      report('webgpu', { ...test, software: true }),
      report('tfjs-node', test),
      report('wasm', null),
      report('cpu', null),
    ]
    expect(comparedBackends(reports)).toEqual(['tfjs-node', 'wasm'])
    expect(comparedBackends([report('webgpu', null), report('tfjs-node', test, false)])).toEqual([])
  })
})
