/**
 * @file The order in which test files begin. Vitest knows how long a file takes only where it ran before; in a fresh clone it would
 * go by the files' sizes. A test of the window mostly waits: for a browser, for the next key, for what a person would see. So it runs beside
 * one that computes, as long as there are both; among its kind the longest begins, so that none of them is left to run alone at the end.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Of each file on two processors, in a fresh clone. */
export const SECONDS: Readonly<Record<string, number>> = {
  'unit/shells/cli': 75,
  'e2e/typed-labels': 57,
  'e2e/sorting-session': 55,
  'e2e/meanwhile': 48,
  'kill/kill': 47,
  'e2e/every-view': 40,
  'e2e/backbone': 36,
  'e2e/library': 35,
  'unit/training/interrupted': 34,
  'e2e/review': 33,
  'e2e/hidden-window': 33,
  'unit/training/kill': 33,
  'unit/store/read-only-library': 33,
  'e2e/audit': 31,
  'unit/indexing/own-backbone': 30,
  'unit/lab/compare-contenders': 30,
  'numerics/model/deep-gradients': 29,
  'e2e/review-keys': 27,
  'numerics/model/eight-bit-sums': 27,
  'unit/lab/compare': 27,
  'unit/training/network': 26,
  'e2e/export': 25,
  'e2e/activity-settings': 25,
  'e2e/training': 24,
  'unit/lab/simulate': 23,
  'numerics/model/fall-back-deep': 22,
  'unit/export/onnx': 21,
  'unit/bench/loop-sets': 21,
  'e2e/other-library': 20,
  'e2e/gestures': 20,
  'security/network': 20,
  'e2e/check': 20,
  'e2e/window': 19,
  'e2e/compare': 19,
  'unit/indexing/backbones': 18,
  'numerics/model/fine-tune': 17,
  'property/journal': 17,
  'numerics/learn/train': 16,
  'numerics/model/head': 16,
  'unit/model/foreign-network': 15,
  'electron/electron': 15,
  'e2e/set-aside': 15,
  'unit/export/history-file': 14,
  'unit/bench/strategies': 13,
  'unit/training/meanwhile': 12,
  'numerics/learn/train-from-maps': 11,
  'unit/model/backbone': 11,
  'numerics/model/convolution-gradients': 10,
  'numerics/learn/learned-starts': 10,
  'e2e/map': 10,
  'unit/shells/serve-command': 9,
  'e2e/words': 9,
  'contract/contract': 8,
  'numerics/model/self-test': 8,
  'e2e/from-network': 8,
  'unit/indexing/multi-crop': 8,
  'e2e/development': 7,
  'unit/indexing/index-folders': 7,
  'e2e/backups': 6,
  'e2e/folders': 5,
  'e2e/mixed-page': 4,
  'e2e/german': 4,
  'e2e/read-only': 3,
  'e2e/lost-labels': 2,
}
/** Of a file that is not listed. */
const USUAL = { waiting: 6, computing: 2 }

export interface Timed {
  readonly seconds: number
  /** Rather than computes. */
  readonly waits: boolean
}

/** @returns the files in the order in which two processes shall begin them */
export function inPairs<File extends Timed>(files: readonly File[]): File[] {
  const longestFirst = files.toSorted((a, b) => b.seconds - a.seconds)
  const waiting = longestFirst.filter(({ waits }) => waits)
  const computing = longestFirst.filter(({ waits }) => !waits)
  const order: File[] = []
  let free = { until: 0, waits: false }
  let busy = free
  for (;;) {
    const [wanted, other] = busy.waits ? [computing, waiting] : [waiting, computing]
    const next = wanted.shift() ?? other.shift()
    if (next === undefined) return order
    order.push(next)
    const begun = { until: free.until + next.seconds, waits: next.waits }
    ;[free, busy] = begun.until < busy.until ? [begun, busy] : [busy, begun]
  }
}

export function timed(moduleId: string): Timed {
  const name = /\/test\/(.*)\.test\.ts$/.exec(moduleId)?.[1] ?? moduleId
  const waits = /^(e2e|electron)\//.test(name)
  return { waits, seconds: SECONDS[name] ?? USUAL[waits ? 'waiting' : 'computing'] }
}

export class Order extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files)
    return inPairs(usual.map((file) => ({ file, ...timed(file.moduleId) }))).map(({ file }) => file)
  }
}
