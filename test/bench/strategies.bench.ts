/**
 * @file `bench strategies FOLDER...`: the strategies of `compare` on sets of photos with one folder for each class, on the
 * same three splits: the main ones with 5, 10 and 20 labels a class, all others with 10. Options: `--table FILE` writes the
 * table (Markdown) with a sentence for each set; `--only NAMES` measures some of them; `--kept` takes only what was measured
 * before; `--at-once 2` measures two sets at once, for a second core; `--fresh` reads the photos again. Libraries and results
 * stay in the cache folder, each result as soon as it is there. Raise STRATEGIES_VERSION after a change of what is measured.
 */
import path from 'node:path'
import { contenderWord, readContender } from '../../shared/contender-words.ts'
import type { Client } from '../../shared/client.ts'
import type { Bench } from './bench.ts'
import {
  index,
  photoSets,
  say,
  tableFile,
  TRUTH,
  withEngine,
  writeTable,
  type IndexedSet,
} from './photo-sets.ts'
import { numberOption } from './reference.ts'
import { strategiesText, USUAL_SPLITS } from './strategies-text.ts'
import { judgeStrategies, type MeasuredSet } from './strategy-differences.ts'
import { keepStrategies, readStrategies, type StrategyResult } from './strategy-results.ts'

interface Round {
  readonly contenders: readonly string[]
  readonly labelsPerClass: readonly number[]
}

/** What works without training, the default, and the article's twins with two softmaxes. */
const MAIN = ['triplet', 'siamese-softmax', 'fast-path', 'ridge']
/** Those that are trained from the pictures take minutes for each split. */
const OTHERS = [
  ...['propagation', 'collaborative-filtering', 'triplet-article', 'contrastive-article', 'two-stage'],
  ...[
    'triplet/no-attention/no-pyramid',
    'triplet/pseudo-labels',
    'distillation',
    'cosine-softmax',
    'autoencoder',
  ],
  ...['cnn', 'fine-tune'],
]
const ROUNDS: readonly Round[] = [
  { contenders: MAIN, labelsPerClass: [5, 10, 20] },
  { contenders: OTHERS, labelsPerClass: [10] },
]

export const bench: Bench = async (options, words) => {
  const table = tableFile(options)
  const atOnce = numberOption(options, 'at-once', 1)
  const rounds = roundsOf(options)
  const waiting: IndexedSet[] = []
  // All folders are read before the first training, so that a wrong one is told at once.
  for (const set of await photoSets(words)) waiting.push(await index(set, 'fresh' in options))
  const measured = new Map<IndexedSet, MeasuredSet>(waiting.map((set) => [set, { ...set, results: [] }]))
  const work = async (): Promise<void> => {
    for (let set = waiting.shift(); set !== undefined; set = waiting.shift())
      measured.set(set, { ...set, results: await measure(set, rounds) })
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const sets = [...measured.values()]
  const judged = judgeStrategies(sets)
  if (table !== undefined) await writeTable(table, strategiesText(sets, judged, [...MAIN, ...OTHERS]))
  return { sets: sets.map(({ name, results }) => ({ set: name, results })), ...judged }
}

function roundsOf({ kept, only }: Readonly<Record<string, string | undefined>>): readonly Round[] {
  if (kept !== undefined) return []
  if (only === undefined) return ROUNDS
  const names = only.split(',').map((written) => contenderWord(readContender(written)))
  return ROUNDS.map((round) => ({
    ...round,
    contenders: round.contenders.filter((contender) => names.includes(contender)),
  }))
}

/** From the cache, and what is not there measured and added to it. */
async function measure(set: IndexedSet, rounds: readonly Round[]): Promise<StrategyResult[]> {
  const file = path.join(set.kept, 'strategies.json')
  const key = `${set.key} ${set.backbone}`
  const results = await readStrategies(file, key)
  if (results.length > 0) say(set.name, `${results.length} results from the cache`)
  if (rounds.length === 0) return results
  return withEngine(set.library, async (client) => {
    for (const { contenders, labelsPerClass } of rounds) {
      for (const labels of labelsPerClass) {
        const missing = Map.groupBy(contenders, (contender) => firstMissing(results, contender, labels))
        for (const [seed, names] of [...missing].filter(([first]) => first < USUAL_SPLITS)) {
          say(
            set.name,
            `${labels} labels a class, splits ${seed} to ${USUAL_SPLITS - 1}: ${names.join(', ')}`,
          )
          results.push(...(await compared(client, names, { labels, seed, repeats: USUAL_SPLITS - seed })))
          await keepStrategies(file, key, results)
        }
      }
    }
    return results
  })
}

/** Splits are measured in order. */
function firstMissing(results: readonly StrategyResult[], contender: string, labels: number): number {
  return results.filter((result) => result.contender === contender && result.labelsPerClass === labels).length
}

async function compared(
  client: Client,
  names: readonly string[],
  { labels, seed, repeats }: { labels: number; seed: number; repeats: number },
): Promise<StrategyResult[]> {
  const strategies = names.map(readContender)
  const { rows } = await client.call('compare', {
    ...{ truth: TRUTH, strategies, labelsPerClass: [labels], seed, repeats },
  })
  return rows.flatMap(({ contender, labelsPerClass, splits }) =>
    splits.map((split, repeat) => ({ contender, labelsPerClass, seed: seed + repeat, ...split })),
  )
}
