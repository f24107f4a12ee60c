/** @file From what the person marked on a page to the answer that the engine understands. Pure. */
import type { Input } from '../../../../shared/contract.ts'
import type { Page } from '../../../../shared/domain.ts'

type Answer = Input<'decide'>['answer']

export interface Marks {
  /** Photos that are not of the page's class. */
  readonly excluded: ReadonlySet<number>
  /** Of the excluded ones, those that the person sent to another class. */
  readonly sentTo: ReadonlyMap<number, string>
}

/**
 * The page's photos but the excluded ones get the class, and those sent elsewhere their own. The page's class stands first: the
 * engine takes the excluded photos for none of it (see [Note: what an exclusion means] in main/jobs/review/decision-of-answer.ts), nor of
 * the class that was suggested. Where the person gave another name, nothing was said of the suggested one: a photo that is
 * left out of the ducks may well be the rooster.
 * @param name the class of the page as the person has it: the suggested one, or the one that was typed.
 * @returns undefined where there is nothing to say yet: no name, and nothing sent anywhere.
 */
export function buildAnswer(page: Page, marks: Marks, name: string | null): Answer | undefined {
  const included = page.photos.map(({ id }) => id).filter((id) => !marks.excluded.has(id))
  const excluded = page.photos.map(({ id }) => id).filter((id) => marks.excluded.has(id))
  if (included.length > 0 && name === null) return undefined
  // An empty list still says which class the excluded ones are not of.
  const isNamed = name !== null && (included.length > 0 || (name === page.class && excluded.length > 0))
  const answers = isNamed ? [{ class: name, ids: included }] : []
  for (const id of excluded) {
    const target = marks.sentTo.get(id)
    if (target === undefined) continue
    const same = answers.find((each) => each.class === target)
    if (same === undefined) answers.push({ class: target, ids: [id] })
    else same.ids.push(id)
  }
  const isRefused = page.class === null || name === page.class
  // A photo cannot be put into the very class that it is excluded from.
  const exclude = isNamed && isRefused ? excluded.filter((id) => marks.sentTo.get(id) !== name) : []
  if (answers.length === 0) return undefined
  return { page: page.id, answers, exclude }
}

export interface Outcome {
  readonly skipped: boolean
  readonly labelled: number
  /** Classes that photos were put into. */
  readonly classes: readonly string[]
}

/** What an answer does, for the sentence that says so. */
export function outcomeOf(answer: Answer): Outcome {
  if ('skip' in answer) return { skipped: true, labelled: 0, classes: [] }
  const answers = (answer.answers ?? []).filter(({ ids }) => ids.length > 0)
  const labelled = answers.reduce((sum, { ids }) => sum + ids.length, 0)
  return { skipped: false, labelled, classes: answers.map((each) => each.class) }
}
