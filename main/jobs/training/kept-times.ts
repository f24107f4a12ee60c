/**
 * @file How long trainings took on this computer, and reading what they learned, kept in the cache folder with how much there was to
 * do: what the next ones will take is estimated from these, in every library.
 */
import { z } from 'zod'
import { CompareName, Switches } from '../../../shared/contract/compare.ts'
import { BackendName } from '../../../shared/domain.ts'
import { CacheFolder } from '../../files/cache-folder.ts'
import { machineKey } from '../../files/machine.ts'

/** How much there is to do. */
const StepSize = z.object({
  /** Photos with a label, of all classes together. */
  labels: z.int().positive(),
  /** With and without a label. */
  photos: z.int().positive(),
})
export type StepSize = z.infer<typeof StepSize>

/** The parts of a step: starting a process for it where its memory is measured, training, and reading what was learned. */
export const STEP_PARTS = ['starting', 'training', 'reading'] as const
export type StepPart = (typeof STEP_PARTS)[number]

const Seconds = z.number().nonnegative().nullable()

export const KeptTime = z.object({
  strategy: CompareName,
  switches: Switches,
  /** What it was trained on; null without training. */
  backend: BackendName.nullable(),
  size: StepSize,
  /** Null for a part that there was not. */
  seconds: z.object({ starting: Seconds, training: Seconds, reading: Seconds }),
})
export type KeptTime = z.infer<typeof KeptTime>

const KeptTimes = z.object({ version: z.literal(1), machine: z.string(), times: z.array(KeptTime) })

const NAME = 'times.json'
/** Some twenty comparisons; the oldest go first. */
const MOST = 600

const folderOf = (cacheFolder: string): CacheFolder => new CacheFolder(`${cacheFolder}/training-times`)

/** Oldest first; none from another computer that shares the folder. */
export async function readKeptTimes(cacheFolder: string): Promise<readonly KeptTime[]> {
  const parse = (bytes: Buffer): z.infer<typeof KeptTimes> => KeptTimes.parse(JSON.parse(bytes.toString()))
  const kept = await folderOf(cacheFolder).read(NAME, parse)
  return kept?.machine === machineKey() ? kept.times : []
}

/** Two processes that keep theirs at once lose those of one: the next comparison has them again. */
export async function keepTimes(cacheFolder: string, times: readonly KeptTime[]): Promise<void> {
  if (times.length === 0) return
  const all = [...(await readKeptTimes(cacheFolder)), ...times].slice(-MOST)
  const kept: z.infer<typeof KeptTimes> = { version: 1, machine: machineKey(), times: all }
  await folderOf(cacheFolder).write(NAME, JSON.stringify(kept))
}
