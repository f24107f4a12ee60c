/**
 * @file `npm run -s bench -- NAME [--json] [options and words of the benchmark]`: runs test/bench/NAME.bench.ts, which
 * exports `bench(options, words)` and returns its figures. A figure whose reference is not on this machine is null.
 */
import { readdir } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import type { Bench } from './bench.ts'
import { readWords } from './words.ts'

const here = import.meta.url
const extension = here.endsWith('.ts') ? '.bench.ts' : '.bench.js'

async function main(written: readonly string[]): Promise<number> {
  const files = await readdir(new URL('.', here))
  const names = files
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
  const { options, others } = readWords(written)
  const [name, ...words] = others
  if (!names.includes(name)) {
    process.stderr.write(`Which benchmark? One of: ${names.sort().join(', ')}.\n`)
    return 2
  }
  const { bench } = (await import(new URL(`${name}${extension}`, here).href)) as { bench: Bench }
  try {
    const figures = await bench(options, words)
    if (options.json === 'true') process.stdout.write(`${JSON.stringify(figures)}\n`)
    else {
      for (const [key, value] of Object.entries(figures))
        process.stdout.write(`${key}: ${JSON.stringify(value)}\n`)
    }
    return 0
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'internal') throw thrown
    process.stderr.write(`${thrown.message}\n`)
    return thrown.code === 'bad-input' ? 2 : 1
  }
}

process.exitCode = await main(process.argv.slice(2))
