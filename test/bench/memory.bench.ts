/**
 * @file `bench memory`: what the engine of a window holds in memory, and how long its thread stands still at most, on a library of
 * 100,000 photos (or `--photos N`) with made-up features of 1280 numbers (`--dimensions`) in 50 bunches (`--classes`): opened
 * for the `first` time, when the space has to be computed, and `again`, when it is kept. Each time it opens, shows a page, takes
 * an answer, gives all photos, and shows five photos large with their neighbours. Memory is that of the whole process, in MiB:
 * its peak, and when it has firstLabels.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { Bench } from './bench.ts'
import { runChild } from './child.ts'
import { numberOption } from './reference.ts'

const Measured = z.object({
  steps: z.record(z.string(), z.object({ ms: z.number(), longestBlockMs: z.number() })),
  peakMiB: z.number(),
  settledMiB: z.number(),
})

export const bench: Bench = async (options) => {
  const photos = numberOption(options, 'photos', 100_000)
  const dimensions = numberOption(options, 'dimensions', 1280)
  const classes = numberOption(options, 'classes', 50)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  const [library, cache] = [path.join(folder, 'library'), path.join(folder, 'cache')]
  try {
    await runChild('memory-library-child', [library, ...[photos, dimensions, classes].map(String)])
    const measure = async () =>
      Measured.parse(JSON.parse(await runChild('memory-engine-child', [library, cache])))
    return { photos, dimensions, classes, first: await measure(), again: await measure() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
