/**
 * @file Keeps what the baseline policies of `bench loop-sets` need on a set of photos, so that a second run measures Twinsort
 * alone. The results hold as long as all that they depend on is the same: photos, features, true classes, seed, version.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { writeAtomically } from '../../main/files/write-atomically.ts'
import { COMPARED_LEVEL } from '../../main/jobs/library-model/read-photos.ts'
import type { Store } from '../../main/store/store.ts'
import type { PhotoId } from '../../shared/domain.ts'
import { BASELINES } from './excess-answers.ts'

/** Raise it when a baseline policy, or how a session with it is counted, gives other results. */
export const BASELINE_VERSION = 1

const actions = z.number().nullable()
const Reached = z.object({
  accuracy90: actions,
  accuracy95: actions,
  committed90: actions,
  committed95: actions,
})

/** One seed, every baseline policy. */
const BaselineRun = z.record(z.enum(BASELINES), Reached)
export type BaselineRun = z.infer<typeof BaselineRun>

/** `runs[seed]`. */
const Kept = z.object({ version: z.literal(BASELINE_VERSION), key: z.string(), runs: z.array(BaselineRun) })

/**
 * What the results depend on besides seed and version, as one text: in the order of the photos' ids, from which the
 * policies draw, the content and the true class of each, and its features.
 */
export function baselineKey(store: Store, classOf: ReadonlyMap<PhotoId, string>): string {
  const hash = createHash('sha256')
  const photos = store.photos.present().map(({ id, contentHash }) => [contentHash, classOf.get(id) ?? null])
  hash.update(JSON.stringify(photos))
  const backbone = store.features.active()
  if (backbone !== undefined) hash.update(store.features.load(backbone.id, COMPARED_LEVEL).matrix.data)
  return hash.digest('hex')
}

/** Results by seed, from 0 on; none where the file holds no results for this key or cannot be understood. */
export async function readBaseline(file: string, key: string): Promise<BaselineRun[]> {
  try {
    const kept = Kept.parse(JSON.parse(await readFile(file, 'utf8')))
    return kept.key === key ? kept.runs : []
  } catch {
    return []
  }
}

export async function keepBaseline(file: string, key: string, runs: readonly BaselineRun[]): Promise<void> {
  await writeAtomically(file, JSON.stringify({ version: BASELINE_VERSION, key, runs }))
}
