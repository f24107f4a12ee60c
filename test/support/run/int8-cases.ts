/** @file The cases that the int8 self-test may end in, for tests of which networks are in use: they run once in each. */
import { afterEach, beforeEach, describe, vi } from 'vitest'

/** `describe` twice: as the self-test decides here (or as TWINSORT_INT8 orders), and as where int8 fails it. */
export function describeInt8Cases(name: string, tests: () => void): void {
  describe(name, tests)
  describe(`${name}, where int8 fails its self-test`, () => {
    beforeEach(() => {
      vi.stubEnv('TWINSORT_INT8', 'twin')
    })
    afterEach(() => {
      vi.unstubAllEnvs()
    })
    tests()
  })
}
