/**
 * @file `bench million`: how what a person does grows with the library. 1,000, 10,000, 100,000 and 1,000,000 photos (`--most N` stops
 * before) with made-up features of 128 numbers in 50 bunches, 2 % of them labelled: open, all photos, the first page, its answer,
 * the next page, 100 groups, the neighbours of one photo, a search, the map, an export. For each step the milliseconds at each size, by the
 * clock and of the processor, the exponent by which the latter grow from 10,000 photos on (what is less is mostly start-up), and
 * the most memory.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { Bench } from './bench.ts'
import { runChild } from './child.ts'
import { growthExponent } from './growth.ts'
import { numberOption } from './reference.ts'

const SIZES = [1_000, 10_000, 100_000, 1_000_000]
const LEAST_FOR_GROWTH = 10_000
const DIMENSIONS = 128
const CLASSES = 50

const Step = z.object({ ms: z.number(), cpuMs: z.number() })
const Measured = z.object({ steps: z.record(z.string(), Step), peakMiB: z.number() })

export const bench: Bench = async (options) => {
  const sizes = SIZES.filter((size) => size <= numberOption(options, 'most', 1_000_000))
  const measured: (z.infer<typeof Measured> & { size: number })[] = []
  for (const size of sizes) {
    measured.push({ size, ...(await measure(size)) })
    process.stderr.write(`${JSON.stringify(measured.at(-1))}\n`)
  }
  const growing = measured.filter(({ size }) => size >= LEAST_FOR_GROWTH)
  const steps = Object.keys(measured[0].steps).map((name) => ({
    step: name,
    ms: measured.map(({ steps: of }) => of[name].ms),
    cpuMs: measured.map(({ steps: of }) => of[name].cpuMs),
    exponent: growthExponent(growing.map(({ size, steps: of }) => ({ size, time: of[name].cpuMs }))),
  }))
  return {
    sizes,
    steps,
    largestExponent: Math.max(...steps.map(({ exponent }) => exponent ?? 0)),
    peakMiB: measured.map(({ peakMiB }) => peakMiB),
    ...{ processors: os.availableParallelism(), load: os.loadavg()[0] },
  }
}

async function measure(photos: number): Promise<z.infer<typeof Measured>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  const [library, cache] = [path.join(folder, 'library'), path.join(folder, 'cache')]
  try {
    await runChild('memory-library-child', [library, ...[photos, DIMENSIONS, CLASSES].map(String)])
    return Measured.parse(JSON.parse(await runChild('growth-engine-child', [library, cache])))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
