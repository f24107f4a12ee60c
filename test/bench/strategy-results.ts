/**
 * @file Keeps what `bench strategies` has measured on a set of photos, so that a run that was stopped goes on, and a table can be
 * made of what is there. The results hold as long as all that they depend on is the same: photos, features, true classes, version.
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { writeAtomically } from '../../main/files/write-atomically.ts'

/** Raise it when a strategy, the blend or the splits of `compare` give other results. */
export const STRATEGIES_VERSION = 2

export const StrategyResult = z.object({
  /** As `compare` writes it: see shared/contender-words.ts. */
  contender: z.string(),
  labelsPerClass: z.int(),
  /** Of the split. */
  seed: z.int(),
  /** Share of right photos among those of the split's test, by the strategy alone. */
  accuracy: z.number(),
  /** Together with the fast path; null for what is not trained. */
  blendAccuracy: z.number().nullable(),
})
export type StrategyResult = z.infer<typeof StrategyResult>

const Kept = z.object({
  version: z.literal(STRATEGIES_VERSION),
  key: z.string(),
  results: z.array(StrategyResult),
})

/** None where the file holds no results for this key or cannot be understood. */
export async function readStrategies(file: string, key: string): Promise<StrategyResult[]> {
  try {
    const kept = Kept.parse(JSON.parse(await readFile(file, 'utf8')))
    return kept.key === key ? kept.results : []
  } catch {
    return []
  }
}

export async function keepStrategies(
  file: string,
  key: string,
  results: readonly StrategyResult[],
): Promise<void> {
  await writeAtomically(file, JSON.stringify({ version: STRATEGIES_VERSION, key, results }))
}
