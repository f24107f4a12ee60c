/**
 * @file The order in which test files begin. Vitest knows how long a file takes only where it ran before; in a fresh clone it would
 * go by the files' sizes. A test of the window mostly waits: for a browser, for the next key, for what a person would see. So one of them runs
 * beside those that compute, as long as there are both; among its kind the longest begins, so that none of them is left to run alone at the end.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Of each file on two processors, in a fresh clone. */
export const SECONDS: Readonly<Record<string, number>> = {
  'unit/shells/cli': 93,
  'e2e/typed-labels': 71,
  'e2e/sorting-session': 70,
  'kill/kill': 49,
  'e2e/every-view': 45,
  'e2e/library': 43,
  'e2e/gestures': 41,
  'unit/indexing/own-backbone': 39,
  'e2e/meanwhile': 37,
  'e2e/backbone': 35,
  'unit/training/interrupted': 34,
  'e2e/audit': 34,
  'e2e/review-keys': 33,
  'unit/lab/compare-contenders': 32,
  'e2e/window': 31,
  'e2e/review': 30,
  'unit/indexing/watching': 30,
  'unit/export/onnx': 27,
  'e2e/hidden-window': 26,
  'e2e/training': 26,
  'numerics/model/fall-back-deep': 25,
  'e2e/compare': 25,
  'electron/electron': 25,
  'unit/training/kill': 24,
  'numerics/model/deep-gradients': 23,
  'unit/lab/compare': 23,
  'e2e/export': 23,
  'security/network': 22,
  'unit/bench/loop-sets': 20,
  'e2e/activity-settings': 19,
  'unit/lab/simulate': 18,
  'unit/bench/strategies': 18,
  'numerics/learn/train': 16,
  'unit/export/history-file': 16,
  'unit/training/meanwhile': 16,
  'numerics/model/eight-bit-sums': 15,
  'unit/training/network': 15,
  'e2e/other-library': 15,
  'e2e/check': 14,
  'unit/indexing/backbones': 14,
  'unit/model/foreign-network': 14,
  'e2e/development': 14,
  'e2e/set-aside': 13,
  'unit/export/keywords': 13,
  'unit/elsewhere/mixed-library': 13,
  'unit/export/ray-job': 13,
  'e2e/classes': 12,
  'e2e/questions': 12,
  'numerics/model/fine-tune': 11,
  'e2e/map': 11,
  'unit/model/backbone': 11,
  'unit/shells/serve-command': 11,
  'unit/shells/label-sets': 11,
  'e2e/words': 10,
  'e2e/from-network': 10,
  'numerics/learn/learned-starts': 10,
  'numerics/model/self-test': 10,
  'unit/window/methods': 10,
  'e2e/folders': 9,
  'unit/bench/forecast': 9,
  'numerics/model/head': 8,
  'e2e/first-labels': 8,
  'e2e/backups': 8,
  'e2e/stacks': 8,
  'contract/contract': 8,
  'unit/indexing/multi-crop': 8,
  'unit/export/data-sets': 8,
  'unit/window/other-library': 8,
  'numerics/model/fall-back': 8,
  'unit/example/draw-example': 8,
  'e2e/groups': 7,
  'e2e/mixed-page': 7,
  'e2e/german': 7,
  'e2e/chinese': 5,
  'e2e/read-only': 4,
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
