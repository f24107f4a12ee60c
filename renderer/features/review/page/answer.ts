/** @file Turns the person's marks on a page into the answer for the engine. Pure. */
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
 * Photos that are not excluded get the page's class; photos that were sent elsewhere get their own. The page's class comes
 * first in the answer, because the engine stores that the excluded photos are not of that class (see [Note: what an
 * exclusion means] in main/jobs/review/decision-of-answer.ts), nor of the suggested class. Where the person gave another
 * name, nothing was said about the suggested class, so nothing is excluded: a photo that is left out of the ducks may well
 * be the suggested rooster.
 * @param name the class of the page according to the person: the suggested one, or a typed one; null on a page of several
 *   classes, where each photo gets the one suggested for it.
 * @returns undefined where there is no answer yet: no name, and no photo sent anywhere.
 */
export function buildAnswer(page: Page, marks: Marks, name: string | null): Answer | undefined {
  if (page.kind === 'mixed') return ownClasses(page, name === null ? marks : allSent(page, marks, name))
  const included = page.photos.map(({ id }) => id).filter((id) => !marks.excluded.has(id))
  const excluded = page.photos.map(({ id }) => id).filter((id) => marks.excluded.has(id))
  if (included.length > 0 && name === null) return undefined
  // An empty list still says of which class the excluded photos are not.
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
  // A photo cannot be put into the class that it is excluded from.
  const exclude = isNamed && isRefused ? excluded.filter((id) => marks.sentTo.get(id) !== name) : []
  if (answers.length === 0) return undefined
  return { page: page.id, answers, exclude }
}

/** The marks of somebody who sends all photos that are not left out to one class. */
function allSent({ photos }: Page, { excluded, sentTo }: Marks, name: string): Marks {
  const rest = photos.map(({ id }) => id).filter((id) => !excluded.has(id))
  return {
    excluded: new Set([...excluded, ...rest]),
    sentTo: new Map([...sentTo, ...rest.map((id): [number, string] => [id, name])]),
  }
}

/** Each photo gets the class suggested for it, or the one it was sent to; one that was left out is not of the suggested class. */
function ownClasses({ id: page, photos }: Page, { excluded, sentTo }: Marks): Answer {
  const given = photos.flatMap(({ id, class: own }) => {
    const name = excluded.has(id) ? sentTo.get(id) : own
    return name === undefined ? [] : [{ id, name }]
  })
  const answers = [...Map.groupBy(given, ({ name }) => name)].map(([name, members]) => ({
    class: name,
    ids: members.map(({ id }) => id),
  }))
  const refused = photos.filter(({ id, class: own }) => excluded.has(id) && sentTo.get(id) !== own)
  return { page, answers, exclude: refused.map(({ id }) => id) }
}

export interface Outcome {
  readonly skipped: boolean
  readonly labelled: number
  /** Classes that photos were put into. */
  readonly classes: readonly string[]
}

/** What an answer does, for the message about it. */
export function outcomeOf(answer: Answer): Outcome {
  if ('skip' in answer) return { skipped: true, labelled: 0, classes: [] }
  const answers = (answer.answers ?? []).filter(({ ids }) => ids.length > 0)
  const labelled = answers.reduce((sum, { ids }) => sum + ids.length, 0)
  return { skipped: false, labelled, classes: answers.map((each) => each.class) }
}
