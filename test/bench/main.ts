/**
 * @file `npm run -s bench -- NAME [--json] [options of the benchmark]`: runs test/bench/NAME.bench.ts, which exports
 * `bench(options)` and returns its figures. A figure whose reference is not on this machine is null.
 */
import { readdir } from 'node:fs/promises'
import type { Bench } from './bench.ts'

const here = import.meta.url
const extension = here.endsWith('.ts') ? '.bench.ts' : '.bench.js'

/** `--photos 500 --folder x --json` as { photos: '500', folder: 'x', json: 'true' }. */
function readOptions(words: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {}
  words.forEach((word, index) => {
    if (!word.startsWith('--')) return
    const next = words.at(index + 1)
    options[word.slice(2)] = next === undefined || next.startsWith('--') ? 'true' : next
  })
  return options
}

async function main(words: readonly string[]): Promise<number> {
  const files = await readdir(new URL('.', here))
  const names = files
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
  const name = words.find((word) => names.includes(word))
  if (name === undefined) {
    process.stderr.write(`Which benchmark? One of: ${names.sort().join(', ')}.\n`)
    return 2
  }
  const { bench } = (await import(new URL(`${name}${extension}`, here).href)) as { bench: Bench }
  const options = readOptions(words.filter((word) => word !== name))
  const figures = await bench(options)
  if (options.json === 'true') process.stdout.write(`${JSON.stringify(figures)}\n`)
  else {
    for (const [key, value] of Object.entries(figures))
      process.stdout.write(`${key}: ${JSON.stringify(value)}\n`)
  }
  return 0
}

process.exitCode = await main(process.argv.slice(2))
