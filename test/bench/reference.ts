/** @file Runs a Python library on the same numbers, where it is installed, for the ratios of the benchmarks. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Matrix } from '../../main/math/matrix.ts'

/**
 * @param program Python source that finds `x`, a numpy float32 [n, d], and `arguments`, a list of numbers, and sets
 * `result`, a dictionary of numbers. It measures its own seconds, so that start-up and imports do not count.
 * @returns null where Python or what the program imports is not on this machine.
 */
export async function runReference(
  program: string,
  x: Matrix,
  values: readonly number[],
): Promise<Record<string, number> | null> {
  const python = talkToPython(`${program}\nprint(json.dumps(result), flush=True)`, { x }, values)
  try {
    const said = await python.next()
    return said === null ? null : z.record(z.string(), z.number()).parse(JSON.parse(said))
  } finally {
    python.close()
  }
}

export interface Python {
  /** The next line that it prints; null where it has ended, as it does where something is not on this machine. */
  next(): Promise<string | null>
  tell(line: string): void
  close(): void
}

/** @param matrices numpy float32 [n, d] each, by the names that the program finds them under; and `arguments`, a list of numbers */
export function talkToPython(
  program: string,
  matrices: Readonly<Record<string, Matrix>>,
  values: readonly number[],
  environment: Readonly<Record<string, string>> = {},
): Python {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinsort-bench-'))
  const read = Object.entries(matrices).map(([name, { data, rows, columns }]) => {
    writeFileSync(path.join(folder, name), data)
    return `${name} = np.fromfile(f"{sys.argv[1]}/${name}", dtype="<f4").reshape(${rows}, ${columns})`
  })
  const prelude = [
    'import json, sys, time',
    'import numpy as np',
    ...read,
    'arguments = json.loads(sys.argv[2])',
  ]
  const words = ['-c', [...prelude, program].join('\n'), folder, JSON.stringify(values)]
  const env = { ...process.env, ...environment }
  const python = spawn('python3', words, { stdio: ['pipe', 'pipe', 'ignore'], env })
  python.on('error', () => undefined) // its lines end then
  python.stdin.on('error', () => undefined)
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
  return {
    next: async () => {
      const line = await lines.next()
      return line.done === true ? null : line.value
    },
    tell: (line) => void python.stdin.write(`${line}\n`),
    close: () => {
      python.stdin.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const start = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - start) / 1000 }
}

/** Reads a whole number from the words after a benchmark's name. */
export function numberOption(
  options: Readonly<Record<string, string>>,
  name: string,
  standard: number,
): number {
  return name in options ? z.coerce.number().int().positive().parse(options[name]) : standard
}
