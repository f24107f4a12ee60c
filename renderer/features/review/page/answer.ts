/** @file Turns the person's marks on a page into the answer for the engine. Pure. */
import type { Input } from '../../../../shared/contract.ts'
import type { Page, PhotoId } from '../../../../shared/domain.ts'
import { setAsideOf, type SetAsideAs } from '../../../../shared/set-aside.ts'

type Answer = Input<'decide'>['answer']

export interface Marks {
  /** Photos that are not of the page's class. */
  readonly excluded: ReadonlySet<number>
  /** Of the excluded ones, those that the person sent to another class, or set aside: these go to `/unsure` and the like. */
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
 * @returns undefined where there is no answer yet: no name, and no photo sent or set aside.
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
    if (target === undefined || setAsideOf(target) !== undefined) continue
    const same = answers.find((each) => each.class === target)
    if (same === undefined) answers.push({ class: target, ids: [id] })
    else same.ids.push(id)
  }
  const isRefused = page.class === null || name === page.class
  // A photo cannot be put into the class that it is excluded from.
  const refused = excluded.filter((id) => marks.sentTo.get(id) !== name && !isAside(marks, id))
  const aside = setAside(page, marks)
  if (answers.length === 0 && aside.setAside === undefined) return undefined
  return { page: page.id, answers, exclude: isNamed && isRefused ? refused : [], ...aside }
}

function isAside({ sentTo }: Marks, id: PhotoId): boolean {
  return setAsideOf(sentTo.get(id) ?? '') !== undefined
}

/** The part of an answer that sets photos aside; nothing where there is none. */
function setAside({ photos }: Page, { sentTo }: Marks): Pick<Exclude<Answer, { skip: true }>, 'setAside'> {
  const aside = photos.flatMap(({ id }) => {
    const as = setAsideOf(sentTo.get(id) ?? '')
    return as === undefined ? [] : [{ id, as }]
  })
  if (aside.length === 0) return {}
  const groups = [...Map.groupBy(aside, ({ as }) => as)]
  return { setAside: groups.map(([as, members]) => ({ as, ids: members.map(({ id }) => id) })) }
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
function ownClasses(shown: Page, marks: Marks): Answer {
  const { id: page, photos } = shown
  const { excluded, sentTo } = marks
  const given = photos.flatMap(({ id, class: own }) => {
    const name = excluded.has(id) ? sentTo.get(id) : own
    return name === undefined || isAside(marks, id) ? [] : [{ id, name }]
  })
  const answers = [...Map.groupBy(given, ({ name }) => name)].map(([name, members]) => ({
    class: name,
    ids: members.map(({ id }) => id),
  }))
  const refused = photos.filter(
    ({ id, class: own }) => excluded.has(id) && sentTo.get(id) !== own && !isAside(marks, id),
  )
  return { page, answers, exclude: refused.map(({ id }) => id), ...setAside(shown, marks) }
}

/**
 * Of a page of several classes only these photos are what is suggested for them; what was left out or sent elsewhere counts as well,
 * and of the others nothing is said.
 */
export function buildPartAnswer(page: Page, { excluded, sentTo }: Marks, ids: readonly PhotoId[]): Answer {
  const meant = new Set(ids)
  const marks = {
    excluded: new Set([...excluded].filter((id) => !meant.has(id))),
    sentTo: new Map([...sentTo].filter(([id]) => !meant.has(id))),
  }
  const photos = page.photos.filter(({ id }) => meant.has(id) || marks.excluded.has(id))
  return ownClasses({ ...page, photos }, marks)
}

export interface Outcome {
  readonly skipped: boolean
  readonly labelled: number
  /** Classes that photos were put into. */
  readonly classes: readonly string[]
  /** What photos were set aside as, and how many. */
  readonly aside: readonly { readonly as: SetAsideAs; readonly photos: number }[]
  /** Photos that were left out and got nothing else: they come again, with another suggestion. */
  readonly leftOut: number
}

/** What an answer does, for the message about it. */
export function outcomeOf(answer: Answer): Outcome {
  if ('skip' in answer) return { skipped: true, labelled: 0, classes: [], aside: [], leftOut: 0 }
  const answers = (answer.answers ?? []).filter(({ ids }) => ids.length > 0)
  const labelled = answers.reduce((sum, { ids }) => sum + ids.length, 0)
  const aside = (answer.setAside ?? []).map(({ as, ids }) => ({ as, photos: ids.length }))
  const isSent = new Set(answers.flatMap(({ ids }) => ids))
  const leftOut = (answer.exclude ?? []).filter((id) => !isSent.has(id)).length
  return { skipped: false, labelled, classes: answers.map((each) => each.class), aside, leftOut }
}
