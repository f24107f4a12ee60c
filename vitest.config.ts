import { defineConfig } from 'vitest/config'

/** Workers and SQLite are real in every test, so a test may take seconds; none may wait for a fixed time. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 150_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/closing-line.ts'],
  },
})
