/**
 * @file Runs the longest test files first, so that none of them is left to run alone at the end. Vitest knows how long a file
 * takes only where it ran before; in a fresh clone it would go by the files' sizes.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those of more than half a minute, longest first. */
const LONG = [
  'e2e/meant',
  'unit/training/interrupted',
  'unit/training/kill',
  'kill/kill',
  'unit/store/read-only-library',
  'unit/indexing/own-backbone',
  'e2e/compare',
  'e2e/looking',
  'unit/shells/cli',
  'property/journal',
  'unit/lab/compare',
  'e2e/main-job',
  'unit/lab/compare-contenders',
  'security/network',
  'numerics/model/fall-back-deep',
  'numerics/model/head',
  'numerics/model/fine-tune',
  'e2e/hidden-window',
  'numerics/model/deep-gradients',
]

function rank({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return place < 0 ? LONG.length : place
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files)
    return usual.toSorted((a, b) => rank(a) - rank(b))
  }
}
