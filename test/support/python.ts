/** @file The Python that tests may use: that of TWINSORT_TEST_PYTHON, or else `python3`. */
import { spawnSync } from 'node:child_process'

const PYTHON = process.env.TWINSORT_TEST_PYTHON ?? 'python3'

/** Undefined where it is not there, or lacks one of these packages. */
export function pythonWith(...packages: readonly string[]): string | undefined {
  const { status } = spawnSync(PYTHON, ['-c', packages.map((name) => `import ${name}`).join('\n')])
  return status === 0 ? PYTHON : undefined
}
