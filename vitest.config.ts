import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/run/longest-first.ts'

/**
 * Whatever the tests start (workers, engines, command lines: hundreds) runs from the sources: Node keeps what it made of them, which
 * more than halves the processor time of each start. Set before the processes that run the tests begin.
 */
process.env.NODE_COMPILE_CACHE ??= path.resolve('node_modules/.cache/twinsort-compiled')

/** Workers and SQLite are real in every test, so a test may take seconds; none may wait for a fixed time. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 150_000,
    hookTimeout: 60_000,
    // What is waited for comes when it comes: on a busy machine, not within vitest's usual second.
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', './test/support/run/closing-line.ts'],
  },
})
