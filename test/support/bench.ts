/** @file Runs the real benchmarks, as `npm run bench` does. */
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../main/engine/folders.ts'
import { cacheIn } from './cache.ts'
import { runProgram, type Run } from './command-line.ts'
import { placeOf } from './run/built.ts'

const ENTRY = fileURLToPath(placeOf('test/bench/main'))

/**
 * @param folder where it is called, with a cache of its own
 * @param words the name of the benchmark, and what follows it
 */
export function runBench(folder: string, ...words: string[]): Promise<Run> {
  const environment = {
    TWINSORT_CACHE: cacheIn(folder),
    ...{ INIT_CWD: folder, npm_lifecycle_event: 'bench' },
  }
  return runProgram(ENTRY, words, { cwd: packageRoot(), environment })
}
