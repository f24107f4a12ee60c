/**
 * @file Runs the longest test files first, so that none of them is left to run alone at the end. Vitest knows how long a file
 * takes only where it ran before; in a fresh clone it would go by the files' sizes.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those of more than twenty seconds, longest first. */
const LONG = [
  'e2e/typed-labels',
  'kill/kill',
  'e2e/backbone',
  'unit/shells/cli',
  'unit/store/read-only-library',
  'unit/training/interrupted',
  'e2e/review',
  'e2e/hidden-window',
  'e2e/meanwhile',
  'unit/indexing/own-backbone',
  'unit/lab/compare-contenders',
  'e2e/sorting-session',
  'numerics/model/deep-gradients',
  'unit/training/kill',
  'e2e/audit',
  'e2e/training',
  'e2e/review-keys',
  'unit/export/onnx',
  'numerics/model/fall-back-deep',
  'unit/training/network',
  'e2e/compare',
  'security/network',
  'unit/lab/compare',
  'unit/training/meanwhile',
  'numerics/model/eight-bit-sums',
  'numerics/model/head',
  'property/journal',
  'numerics/learn/train',
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
