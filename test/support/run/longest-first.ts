/**
 * @file Runs the longest test files first, so that none of them is left to run alone at the end. Vitest knows how long a file
 * takes only where it ran before; in a fresh clone it would go by the files' sizes.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those of more than half a minute, longest first. */
const LONG = [
  'kill/kill',
  'unit/shells/cli',
  'e2e/backbone',
  'unit/store/read-only-library',
  'e2e/typed-labels',
  'unit/training/interrupted',
  'unit/training/kill',
  'unit/lab/compare-contenders',
  'unit/indexing/own-backbone',
  'e2e/training',
  'numerics/model/deep-gradients',
  'e2e/meanwhile',
  'e2e/sorting-session',
  'unit/export/onnx',
  'unit/training/network',
  'numerics/model/fall-back-deep',
  'e2e/audit',
  'e2e/review',
  'e2e/hidden-window',
  'numerics/model/head',
  'property/journal',
  'numerics/learn/train',
  'e2e/review-keys',
  'unit/lab/compare',
  'security/network',
  'numerics/model/fine-tune',
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
