/**
 * @file Runs the longest test files first, so that none of them is left to run alone at the end. Vitest knows how long a file
 * takes only where it ran before; in a fresh clone it would go by the files' sizes.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those of more than twenty seconds, longest first. */
const LONG = [
  'e2e/meanwhile',
  'e2e/typed-labels',
  'unit/shells/cli',
  'kill/kill',
  'unit/store/read-only-library',
  'unit/training/interrupted',
  'e2e/backbone',
  'e2e/hidden-window',
  'e2e/sorting-session',
  'unit/lab/compare-contenders',
  'e2e/audit',
  'unit/indexing/own-backbone',
  'e2e/review-keys',
  'e2e/compare',
  'security/network',
  'unit/export/onnx',
  'numerics/model/fall-back-deep',
  'numerics/model/deep-gradients',
  'unit/training/kill',
  'e2e/review',
  'unit/lab/compare',
  'unit/training/network',
  'e2e/training',
  'property/journal',
  'e2e/window',
  'unit/bench/loop-sets',
  'unit/lab/simulate',
  'numerics/model/eight-bit-sums',
  'e2e/other-library',
  'numerics/model/fine-tune',
  'unit/bench/strategies',
  'numerics/model/head',
  'numerics/learn/train',
  'electron/electron',
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
