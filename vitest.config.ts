import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { builtWorkers } from './test/support/run/built-workers.ts'
import { chooseWhatTestsStart } from './test/support/run/built.ts'
import { Order, PROCESSES } from './test/support/run/order.ts'
import { keepTemporaryFilesInMemory } from './test/support/run/temporary-in-memory.ts'

/**
 * The tests start hundreds of workers, engines and command lines. Node keeps what it made of their files, which more than halves the
 * processor time of a start from the sources. All of this is set before the processes that run the tests begin.
 */
process.env.NODE_COMPILE_CACHE ??= path.resolve('node_modules/.cache/twinsort-compiled')
keepTemporaryFilesInMemory()
chooseWhatTestsStart()

/**
 * Tests that want a process of their own: they load TensorFlow or another program's addon, replace something global, or end processes.
 * All others share the processes that run them, and so their modules and one browser: a process for each file costs two seconds of a processor.
 */
const APART = [
  'test/{electron,kill}/**/*.test.ts',
  'test/numerics/{learn/!(fast-path),model}/**/*.test.ts',
  'test/numerics/learn/*.test.ts',
  'test/unit/training/**/*.test.ts',
  'test/unit/window/{fallen-back,groups-store,indexing,page-ready}.test.ts',
  'test/unit/model/foreign-network.test.ts', // counts the children of its process
]

/** Workers and SQLite are real in every test, so a test may take seconds; none may wait for a fixed time. */
export default defineConfig({
  plugins: [builtWorkers],
  test: {
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: APART, isolate: false },
      },
    ],
    pool: 'forks',
    maxWorkers: PROCESSES,
    sequence: { sequencer: Order },
    setupFiles: ['./test/support/run/equal-bytes.ts'],
    testTimeout: 150_000,
    hookTimeout: 60_000,
    // What is waited for comes when it comes: on a busy machine, not within vitest's usual second.
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', './test/support/run/closing-line.ts'],
  },
})
