/** @file Prints the plain closing line `N passed, N failed, N skipped` that `.ci/run` ends with. */
import type { Reporter, TestModule } from 'vitest/node'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** What counts as failed: a test, a file or suite that could not be set up, and an error outside any test. */
export function tally(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): Tally {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed += 1
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed += 1
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state !== 'pending') counts[state] += 1
    }
  }
  return counts
}

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const { passed, failed, skipped } = tally(modules, unhandledErrors)
    // The default reporter writes its own summary after this hook; the line must be the last one.
    process.once('exit', () => {
      if (passed === 0) process.exitCode = 1 // a run in which nothing passed has shown nothing
      process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
    })
  }
}
