/** @file Prints the plain closing line `N passed, N failed, N skipped` that `.ci/run` ends with. */
import type { Reporter, TestModule } from 'vitest/node'

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) count.failed += 1
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state !== 'pending') count[state] += 1
      }
    }
    const line = `${String(count.passed)} passed, ${String(count.failed)} failed, ${String(count.skipped)} skipped`
    // The default reporter writes its own summary after this hook; the line must be the last one.
    process.once('exit', () => {
      process.stdout.write(`${line}\n`)
    })
  }
}
