/**
 * @file One simulated session: a policy asks, the person answers, the score is recorded. It is the same for every policy.
 */
import { setImmediate } from 'node:timers/promises'
import type { SimulationRun } from '../../../shared/contract/measures.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { recordOf, type AnswerRecord, type Moment } from './answer-record.ts'
import type { Person, Truth } from './person.ts'
import { NO_CLASS, type Policy } from './policy.ts'
import { Score } from './score.ts'
import { classesFound, spendingTo } from './spending.ts'

export interface SessionOptions {
  readonly seed: number
  readonly maxActions: number
  /** Milliseconds; only differences count. */
  readonly clock: () => number
  readonly signal?: AbortSignal
  /** Called after each answer with the number of photos that have a label. */
  readonly report?: (committed: number) => void
}

/** Continues until every photo has a label, the policy has nothing to ask, or `maxActions` are spent. */
export async function runSession(
  policy: Policy,
  person: Person,
  truth: Truth,
  options: SessionOptions,
): Promise<SimulationRun> {
  const started = options.clock()
  const score = new Score(truth, person)
  const records: AnswerRecord[] = []
  let before: Moment = { guess: new Int32Array(truth.classOf.length).fill(NO_CLASS), named: [] }
  while (score.committed < truth.classOf.length && person.actions < options.maxActions) {
    await setImmediate() // lets a cancel arrive: the frozen policies never wait for anything
    throwIfCancelled(options.signal)
    const page = await policy.next()
    if (page === null) break
    const answer = person.answer(page)
    await policy.answer(page, answer)
    const after = { guess: await policy.guess(), named: [...person.named] }
    const { actions } = person
    records.push(recordOf({ page, answer, actions }, { truth, before, after }, score.labels))
    before = after
    score.add(answer)
    score.point(after.guess)
    options.report?.(score.committed)
  }
  const result = score.result(options.seed, (options.clock() - started) / 1000)
  return {
    ...result,
    spending: spendingTo(records, result.actionsTo),
    classes: classesFound(records, truth),
  }
}
