/** @file `bench strategies`: how strategies are judged beside the default, its table, and a whole run. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { format } from 'oxfmt'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { judgeStrategies, type MeasuredSet } from '../../bench/strategy-differences.ts'
import { strategiesText } from '../../bench/strategies-text.ts'
import { keepStrategies, readStrategies, StrategyResult } from '../../bench/strategy-results.ts'
import { runBench } from '../../support/bench.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

/** @param answers of the splits, with ten labels a class */
const resultsOf = (contender: string, answers: readonly number[]): StrategyResult[] =>
  answers.map((blendAccuracy, seed) => ({
    ...{ contender, labelsPerClass: 10, seed, accuracy: 0.5, blendAccuracy },
  }))
const setOf = (name: string, ...results: StrategyResult[][]): MeasuredSet => ({
  ...{ name, photos: 100, classes: 4, results: results.flat() },
})
const DEFAULT = resultsOf('triplet', [0.7, 0.8, 0.75])

test('a strategy is better or worse where the difference on the same splits is clear, and else the same', () => {
  const set = setOf(
    'a',
    DEFAULT,
    resultsOf('supcon', [0.73, 0.84, 0.78]),
    resultsOf('softmax', [0.6, 0.71, 0.64]),
    resultsOf('gan', [0.9, 0.6, 0.8]),
    resultsOf('cnn', [0.1]), // one split says nothing of chance
  )
  const { bySet } = judgeStrategies([set])
  const verdicts = bySet.a.map(({ contender, verdict, pairs }) => [contender, verdict, pairs])
  expect(Object.fromEntries(verdicts.map(([name, ...rest]) => [name, rest]))).toEqual({
    ...{ supcon: ['better', 3], softmax: ['worse', 3], gan: ['same', 3], cnn: ['same', 1] },
  })
  expect(bySet.a[0].mean).toBeGreaterThan(bySet.a[1].mean)
  expect(bySet.a.find(({ contender }) => contender === 'cnn')?.mean).toBeCloseTo(0.1 - 0.7)
})

test('a baseline is judged by its own answer, and splits that the default has not do not count', () => {
  const baseline = resultsOf('ridge', [0.9, 0.9, 0.9, 0.1]).map((result) => {
    return { ...result, accuracy: result.blendAccuracy ?? 0, blendAccuracy: null }
  })
  const { bySet } = judgeStrategies([setOf('a', DEFAULT, baseline)])
  expect(bySet.a).toMatchObject([{ contender: 'ridge', pairs: 3, verdict: 'better' }])
})

test('the verdict names what is better on most sets and worse on none', () => {
  const better = resultsOf('supcon', [0.73, 0.84, 0.78])
  const worse = resultsOf('supcon', [0.6, 0.71, 0.64])
  const text = (...sets: MeasuredSet[]) => strategiesText(sets, judgeStrategies(sets))
  const [a, b, c] = ['a', 'b', 'c'].map((name) => setOf(name, DEFAULT, better))
  expect(text(a, b, c)).toContain('Better than the default on most sets and worse on none: `supcon`.')
  expect(text(a, b, setOf('c', DEFAULT, worse))).toContain('the default stays')
  expect(text(a, setOf('b', DEFAULT), setOf('c', DEFAULT))).toContain('the default stays')
})

test('results are kept for the same photos only', async () => {
  const file = path.join(await temporaryFolder(), 'strategies.json')
  expect(await readStrategies(file, 'key')).toEqual([])
  await keepStrategies(file, 'key', DEFAULT)
  expect(await readStrategies(file, 'key')).toEqual(DEFAULT)
  expect(await readStrategies(file, 'other')).toEqual([])
})

const Report = z.object({
  sets: z.array(z.object({ set: z.string(), results: z.array(StrategyResult) })),
})

test('measures what is not kept yet, and writes the table of all', async () => {
  const folder = await temporaryFolder()
  const bench = (...words: string[]) => runBench(folder, 'strategies', 'shapes', '--json', ...words)
  await drawLibrary(path.join(folder, 'shapes'), { classes: 2, perClass: 22 })

  const first = await bench('--only', 'fast-path')
  expect(first).toMatchObject({ code: 0 })
  expect(first.stderr).toContain('shapes: 20 labels a class, splits 0 to 2: fast-path\n')
  const [{ results }] = Report.parse(JSON.parse(first.stdout)).sets
  expect(results.map(({ labelsPerClass, seed }) => [labelsPerClass, seed])).toEqual(
    [5, 10, 20].flatMap((labels) => [0, 1, 2].map((seed) => [labels, seed])),
  )

  const second = await bench('--only', 'ridge,fast-path')
  expect(second.stderr).toContain('shapes: 9 results from the cache\n')
  expect(second.stderr).toContain('splits 0 to 2: ridge\n')
  expect(second.stderr).not.toContain('fast-path')

  const third = await bench('--kept', '--table', 'table.md')
  expect(third.stderr).toContain('shapes: 18 results from the cache\n')
  const table = await readFile(path.join(folder, 'table.md'), 'utf8')
  expect(table).toMatch(/\| +20 \| `ridge` +\| \**\d+\.\d\** +\|/)
  expect(table).toMatch(/Not measured here: `triplet`, .*`fine-tune`\./)
  expect(table).toContain('**shapes** (44 photos, 2 classes): too few splits to compare with the default.')
  expect(await format('table.md', table)).toEqual({ code: table, errors: [] })
})
