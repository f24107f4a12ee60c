/**
 * @file `bench all [--only NAMES] [--table PATH]`: the benchmarks of speed and size one after the other, each in a process of its own, as
 * one table of figures beside their goals. What a benchmark needs and has not got is said in its row. It takes about an hour.
 */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { Bench } from './bench.ts'
import { goalsOf, type Outcome } from './goals.ts'
import { speedTable } from './speed-text.ts'

const run = promisify(execFile)
const NAMES = [
  'index',
  'index-again',
  'group',
  'neighbours',
  'loop',
  'train',
  'start',
  'grid',
  'memory',
  'million',
]
const MOST_OUTPUT_BYTES = 2 ** 24

export const bench: Bench = async (options) => {
  const names = 'only' in options ? options.only.split(',') : NAMES
  const outcomes: Outcome[] = []
  for (const name of names) {
    process.stderr.write(`${name}\n`)
    outcomes.push({ name, load: os.loadavg()[0], ...(await outcomeOf(name)) })
  }
  const text = speedTable(outcomes)
  if ('table' in options) await writeFile(options.table, text)
  else process.stderr.write(text)
  return {
    outcomes,
    missed: outcomes.flatMap((outcome) => goalsOf(outcome).filter(({ holds }) => holds === false)),
  }
}

async function outcomeOf(name: string): Promise<Pick<Outcome, 'figures' | 'problem'>> {
  const main = fileURLToPath(
    new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  )
  try {
    const { stdout } = await run(process.execPath, [main, name, '--json'], { maxBuffer: MOST_OUTPUT_BYTES })
    return { figures: z.record(z.string(), z.unknown()).parse(JSON.parse(stdout)), problem: null }
  } catch (thrown) {
    return { figures: {}, problem: AppError.from(thrown).message.split('\n')[0] }
  }
}
