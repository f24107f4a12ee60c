import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { Order, PROCESSES } from './test/support/run/order.ts'

/**
 * Whatever the tests start (workers, engines, command lines: hundreds) runs from the sources: Node keeps what it made of them, which
 * more than halves the processor time of each start. Set before the processes that run the tests begin.
 */
process.env.NODE_COMPILE_CACHE ??= path.resolve('node_modules/.cache/twinsort-compiled')

/**
 * Tests that leave their process as it was: no global that stands in for another, no TensorFlow, nothing cleaned up once for a file
 * by what several files import. They share the processes that run them, which saves the start of one and the loading of modules for each file.
 */
const TOGETHER = [
  'test/migrations/**/*.test.ts',
  'test/numerics/{group,math,learn/fast-path}/**/*.test.ts',
  'test/unit/{files,heads,ingest,labels,library-model,review,similarity,store,words,workers}/**/*.test.ts',
  'test/unit/model/words/**/*.test.ts',
]

/** Workers and SQLite are real in every test, so a test may take seconds; none may wait for a fixed time. */
export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: TOGETHER } },
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
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
