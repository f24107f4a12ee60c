/** @file Runs a Python library on the same numbers, where it is installed, for the ratios of the benchmarks. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
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
  const folder = await mkdtemp(path.join(tmpdir(), 'twinsort-bench-'))
  try {
    const file = path.join(folder, 'x.f32')
    await writeFile(file, x.data)
    const source = [
      'import json, sys, time',
      'import numpy as np',
      `x = np.fromfile(sys.argv[1], dtype="<f4").reshape(${x.rows}, ${x.columns})`,
      'arguments = json.loads(sys.argv[2])',
      program,
      'print(json.dumps(result))',
    ].join('\n')
    const output = await runPython(['-c', source, file, JSON.stringify(values)])
    return output === null ? null : z.record(z.string(), z.number()).parse(JSON.parse(output))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function runPython(words: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const python = spawn('python3', words, { stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    python.stdout.on('data', (part: Buffer) => (output += part.toString()))
    python.on('error', () => {
      resolve(null)
    })
    python.on('close', (code) => {
      resolve(code === 0 ? output : null)
    })
  })
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
