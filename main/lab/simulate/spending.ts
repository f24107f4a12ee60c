/** @file Sums up the answers of a simulated session: what the actions were spent on, and what came of them. */
import type { Milestones } from '../../../shared/contract/measures.ts'
import {
  AnsweredAs,
  LABEL_BINS,
  SpentOn,
  type FoundClass,
  type Spending,
  type SpendingTo,
} from '../../../shared/contract/spending.ts'
import { PageKind } from '../../../shared/domain.ts'
import type { AnswerRecord } from './answer-record.ts'
import type { Truth } from './person.ts'

/** @param records in the order of the answers. */
export function spendingTo(records: readonly AnswerRecord[], actionsTo: Milestones): SpendingTo {
  const until = (actions: number | null): Spending | null =>
    actions === null ? null : spendingOf(records.filter((record) => record.actions <= actions))
  return {
    accuracy90: until(actionsTo.accuracy90),
    accuracy95: until(actionsTo.accuracy95),
    accuracy99: until(actionsTo.accuracy99),
    committed90: until(actionsTo.committed90),
    committed95: until(actionsTo.committed95),
    end: spendingOf(records),
  }
}

export function spendingOf(records: readonly AnswerRecord[]): Spending {
  return { spent: spentOf(records), taught: taughtOf(records), purity: purityOf(records) }
}

/** The classes of the truth: those that were named first come first, and those that never were last. */
export function classesFound(records: readonly AnswerRecord[], { classOf, names }: Truth): FoundClass[] {
  const photos = new Int32Array(names.length)
  for (const trueClass of classOf) photos[trueClass] += 1
  // The last one first: of a class with two names, the first name counts.
  const namedAfter = new Map(
    records
      .toReversed()
      .flatMap(({ named, actions }) => named.map((trueClass) => [trueClass, actions] as const)),
  )
  return names
    .map((name, trueClass) => ({
      class: name,
      photos: photos[trueClass],
      actions: namedAfter.get(trueClass) ?? null,
    }))
    .sort((a, b) => (a.actions ?? Infinity) - (b.actions ?? Infinity) || (a.class < b.class ? -1 : 1))
}

function spentOf(records: readonly AnswerRecord[]): Spending['spent'] {
  const sums = new Map<SpentOn, { actions: number; photos: number }>()
  const add = (on: SpentOn, actions: number, photos = 0): void => {
    const sum = sums.get(on) ?? { actions: 0, photos: 0 }
    sums.set(on, { actions: sum.actions + actions, photos: sum.photos + photos })
  }
  for (const { on, named, effort, firstLabels, undone, merged } of records) {
    add(on, 1, firstLabels.page)
    add('name', named.length)
    add('opening', effort.opened)
    add('exclusion', effort.excluded, firstLabels.excluded)
    add('sending', effort.sent)
    add('undo', undone)
    add('merge', merged)
  }
  return SpentOn.options.flatMap((on) => {
    const sum = sums.get(on)
    return sum === undefined || sum.actions === 0 ? [] : [{ on, ...sum }]
  })
}

function taughtOf(records: readonly AnswerRecord[]): Spending['taught'] {
  return AnsweredAs.options.flatMap((on) => {
    const changes = records.filter((record) => record.on === on).map(({ changed }) => changed)
    if (changes.length === 0) return []
    const sum = (of: (change: AnswerRecord['changed']) => number): number =>
      changes.reduce((total, change) => total + of(change), 0)
    return [
      {
        on,
        answers: changes.length,
        changedNothing: changes.filter(({ all }) => all === 0).length,
        changed: sum(({ all }) => all),
        madeRight: sum(({ madeRight }) => madeRight),
        madeWrong: sum(({ madeWrong }) => madeWrong),
      },
    ]
  })
}

type PurityCell = Spending['purity'][number]

/** One entry for each cell with pages, in the order of kind, labels and expected share. */
function purityOf(records: readonly AnswerRecord[]): PurityCell[] {
  const cells = new Map<string, PurityCell>()
  for (const { kind, labels, purity } of records) {
    if (purity === undefined) continue
    const labelsFrom = LABEL_BINS.findLast((from) => from <= labels) ?? LABEL_BINS[0]
    const expectedFrom = Math.min(9, Math.floor(10 * purity.expected)) / 10
    const key = `${kind} ${labelsFrom} ${expectedFrom}`
    const before = cells.get(key) ?? { pages: 0, photos: 0, expected: 0, right: 0 }
    cells.set(key, {
      ...{ kind, labelsFrom, expectedFrom },
      pages: before.pages + 1,
      photos: before.photos + purity.photos,
      expected: before.expected + purity.expected * purity.photos,
      right: before.right + purity.right,
    })
  }
  const order = (kind: PageKind): number => PageKind.options.indexOf(kind)
  return [...cells.values()].sort(
    (a, b) => order(a.kind) - order(b.kind) || a.labelsFrom - b.labelsFrom || a.expectedFrom - b.expectedFrom,
  )
}
