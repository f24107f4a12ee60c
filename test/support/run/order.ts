/**
 * @file The order in which test files begin. Vitest knows how long a file takes only where it ran before; in a fresh clone it would
 * go by the files' sizes. A test of the window mostly waits: for a browser, for the next key, for what a person would see. So one of them runs
 * beside those that compute, as long as there are both; among its kind the longest begins, so that none of them is left to run alone at the end.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Of each file on two processors, in a fresh clone. */
export const SECONDS: Readonly<Record<string, number>> = {
  'e2e/sorting-session': 74,
  'e2e/typed-labels': 68,
  'unit/shells/cli': 56,
  'e2e/every-view': 48,
  'unit/store/read-only-library': 41,
  'kill/kill': 37,
  'e2e/gestures': 33,
  'e2e/library': 33,
  'e2e/audit': 31,
  'e2e/review-keys': 30,
  'unit/indexing/watching': 29,
  'e2e/hidden-window': 28,
  'e2e/review': 27,
  'electron/electron': 26,
  'unit/training/interrupted': 26,
  'e2e/window': 26,
  'e2e/meanwhile': 26,
  'e2e/backbone': 25,
  'e2e/export': 24,
  'e2e/activity-settings': 22,
  'unit/indexing/own-backbone': 22,
  'numerics/model/deep-gradients': 22,
  'unit/lab/compare-contenders': 21,
  'unit/training/kill': 21,
  'unit/bench/loop-sets': 20,
  'numerics/model/fall-back-deep': 19,
  'e2e/check': 19,
  'unit/export/keywords': 18,
  'unit/export/onnx': 18,
  'security/network': 17,
  'e2e/training': 17,
  'e2e/compare': 16,
  'unit/lab/compare': 16,
  'unit/training/network': 16,
  'numerics/model/eight-bit-sums': 15,
  'e2e/classes': 15,
  'numerics/learn/train': 14,
  'unit/bench/strategies': 13,
  'e2e/development': 13,
  'unit/engine/saved-work': 12,
  'unit/lab/simulate': 12,
  'e2e/map': 12,
  'unit/model/foreign-network': 12,
  'unit/export/ray-job': 12,
  'unit/training/meanwhile': 12,
  'e2e/other-library': 12,
  'unit/indexing/backbones': 12,
  'unit/review/kept-answers': 11,
  'e2e/set-aside': 10,
  'unit/model/backbone': 10,
  'unit/export/without-place': 10,
  'unit/elsewhere/mixed-library': 10,
  'e2e/questions': 10,
  'unit/window/methods': 9,
  'numerics/model/fine-tune': 9,
  'numerics/learn/learned-starts': 9,
  'unit/review/audit': 9,
  'numerics/model/self-test': 8,
  'contract/contract': 8,
  'numerics/model/head': 8,
  'unit/indexing/multi-crop': 8,
  'unit/export/history-file': 8,
  'numerics/model/fall-back': 8,
  'e2e/folders': 7,
  'e2e/stacks': 7,
  'e2e/words': 7,
  'e2e/read-only': 4,
  'e2e/chinese': 3,
  'e2e/lost-labels': 2,
}
/** Of a file that is not listed. */
const USUAL = { waiting: 6, computing: 2 }

export interface Timed {
  readonly seconds: number
  /** Rather than computes. */
  readonly waits: boolean
}

/** On two processors a third one made the rest wait for each other: half as many tests in the same time. */
export const PROCESSES = 2

/** @returns the files in the order in which so many processes shall begin them: one of them waits, the others compute */
export function inTurns<File extends Timed>(files: readonly File[], processes: number): File[] {
  const longestFirst = files.toSorted((a, b) => b.seconds - a.seconds)
  const waiting = longestFirst.filter(({ waits }) => waits)
  const computing = longestFirst.filter(({ waits }) => !waits)
  const order: File[] = []
  const running = Array.from({ length: processes }, () => ({ until: 0, waits: false }))
  for (;;) {
    const [free, ...busy] = running.sort((a, b) => a.until - b.until)
    const [wanted, other] = busy.some(({ waits }) => waits) ? [computing, waiting] : [waiting, computing]
    const next = wanted.shift() ?? other.shift()
    if (next === undefined) return order
    order.push(next)
    running[0] = { until: free.until + next.seconds, waits: next.waits }
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
    const known = usual.map((file) => ({ file, ...timed(file.moduleId) }))
    return inTurns(known, PROCESSES).map(({ file }) => file)
  }
}
