/**
 * @file One simulated session: a policy asks, the person answers, the score is recorded. It is the same for every policy.
 */
import { setImmediate } from 'node:timers/promises'
import type { SimulationRun } from '../../../shared/contract/measures.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { recordOf, type AnswerRecord, type SessionState } from './answer-record.ts'
import type { Person, Truth } from './person.ts'
import {
  NO_CLASS,
  type PersonAnswer,
  type Policy,
  type ProductActions,
  type SimulatedPage,
} from './policy.ts'
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

/** Continues until every photo has a label, the policy has nothing to ask, the person stops, or `maxActions` are spent. */
export async function runSession(
  policy: Policy,
  person: Person,
  truth: Truth,
  options: SessionOptions,
): Promise<SimulationRun> {
  const started = options.clock()
  const score = new Score(truth, person)
  const records: AnswerRecord[] = []
  let before: SessionState = { guess: new Int32Array(truth.classOf.length).fill(NO_CLASS), named: [] }
  while (
    score.committed < truth.classOf.length &&
    person.actions < options.maxActions &&
    !person.hasStopped
  ) {
    await setImmediate() // lets a cancel arrive: the baseline policies never wait for anything
    throwIfCancelled(options.signal)
    const page = await policy.next()
    if (page === null) break
    const answer = person.answer(page)
    const undone = await giveMistyped(policy, person, page, answer)
    await policy.answer(page, answer)
    const merged = merge(policy, person)
    const after = { guess: await policy.guess(), named: [...person.named] }
    const { actions } = person
    const record = recordOf({ page, answer, actions }, { truth, before, after }, score.labels)
    records.push({ ...record, undone, merged })
    before = after
    score.add(answer)
    score.point(after.guess, await policy.expectation?.())
    options.report?.(score.committed)
  }
  const last = records.pop()
  if (last !== undefined) records.push({ ...last, merged: last.merged + merge(policy, person, true) })
  const suspects = (await policy.product?.suspects()) ?? []
  const result = score.result({
    seed: options.seed,
    suspects,
    wallSeconds: (options.clock() - started) / 1000,
  })
  return {
    ...result,
    spending: spendingTo(records, result.actionsTo),
    classes: classesFound(records, truth),
  }
}

/** The answer that is mistyped, if it is, and its undo. @returns the actions for both. */
async function giveMistyped(
  policy: Policy,
  person: Person,
  page: SimulatedPage,
  answer: PersonAnswer,
): Promise<number> {
  const before = person.actions
  const mistyped = person.mistypedAnswer(page, answer)
  if (mistyped === undefined) return 0
  await policy.answer(page, mistyped)
  await productActions(policy).undo()
  return person.actions - before
}

/** @returns the actions for it. */
function merge(policy: Policy, person: Person, isEnd = false): number {
  const before = person.actions
  for (const names of person.merges(isEnd)) productActions(policy).merge(names)
  return person.actions - before
}

function productActions({ product }: Policy): ProductActions {
  if (product === undefined) throw new AppError('internal', 'Only twinsort can undo and merge.')
  return product
}
