/**
 * @file The open page as one state: what is left out, what is selected, whom a name would go to, what Enter does now, and
 * the steps that can be taken back. Pure: each function returns the next state.
 *
 * [Note: Enter means one thing] A page asks a question, and Enter gives the answer that stands on its main button. "Are these
 * all roosters?" is answered by yes. An open question ("What are these?", "Which class is this?") is answered by a name, so
 * Enter opens the name field, and a guess is a chip with a figure. Selected photos are named, whatever the page asks.
 */
import type { Page, PhotoId } from '../../../../shared/domain.ts'
import type { Marks } from './answer.ts'

export interface OpenPage {
  readonly page: Page
  /** The class of the page is a label that the photos have, and no guess. */
  readonly isRecheck: boolean
  readonly marks: Marks
  /** The marks before each step on this page, oldest first, and after each step that was taken back, newest first. */
  readonly past: readonly Marks[]
  readonly future: readonly Marks[]
  readonly selected: ReadonlySet<PhotoId>
  /** Place of the photo with the focus, and of the one from which Shift selects. */
  readonly focused: number
  readonly anchor: number
}

/** `confirm`: yes, they are. `finish`: all photos are answered for. `name`: open the name field. */
export type EnterMeaning = 'confirm' | 'finish' | 'name' | 'nothing'

/** Below it more photos of the page are expected to be wrong than right: the class is a mere guess. */
const LEAST_PURITY = 0.5

const NO_MARKS: Marks = { excluded: new Set(), sentTo: new Map() }
const NOBODY: ReadonlySet<PhotoId> = new Set()

export function openPage(
  page: Page,
  { isRecheck = false, steps }: { isRecheck?: boolean; steps?: Steps | undefined } = {},
): OpenPage {
  const { marks, past, future } = steps ?? { marks: NO_MARKS, past: [], future: [] }
  return { page, isRecheck, marks, past, future, selected: NOBODY, focused: 0, anchor: 0 }
}

/** What is remembered of a page that leaves the screen, for when undo or redo brings it back. */
export type Steps = Pick<OpenPage, 'marks' | 'past' | 'future'>

/** The same page as the person knows it: its number changes where it is drawn up anew. */
export function pageKey({ kind, class: name, photos }: Page): string {
  return JSON.stringify([kind, name, photos.map(({ id }) => id)])
}

/** Whether it asks "Are these all ...?"; every other question is an open one. */
export function asksYesOrNo({ page, isRecheck }: Pick<OpenPage, 'page' | 'isRecheck'>): boolean {
  if (page.kind !== 'class' || page.class === null) return false
  return isRecheck || page.purity >= LEAST_PURITY
}

/** The class that an open question offers as a chip. */
export function offeredGuess(open: OpenPage): string | null {
  return asksYesOrNo(open) ? null : open.page.class
}

export function included({ page, marks }: OpenPage): PhotoId[] {
  return page.photos.map(({ id }) => id).filter((id) => !marks.excluded.has(id))
}

/** The photos that letters, figures and the name field give a name to: the selected ones, else all that are not left out. */
export function named(open: OpenPage): PhotoId[] {
  if (open.selected.size === 0) return included(open)
  return open.page.photos.map(({ id }) => id).filter((id) => open.selected.has(id))
}

/** Whether a name answers the whole page, so that the next one comes. */
export function namesPage(open: OpenPage): boolean {
  const rest = included(open)
  return rest.length > 0 && rest.length === named(open).length && rest.every((id) => named(open).includes(id))
}

export function enterMeans(open: OpenPage): EnterMeaning {
  if (open.selected.size > 0) return 'name'
  if (included(open).length > 0) return asksYesOrNo(open) ? 'confirm' : 'name'
  // All are left out: that is an answer where they are refused for a class, or have classes of their own.
  return open.page.class !== null || open.marks.sentTo.size > 0 ? 'finish' : 'nothing'
}

/** Leaves photos out; those that are all out already come back in. */
export function leaveOut(open: OpenPage, ids: readonly PhotoId[]): OpenPage {
  const excluded = new Set(open.marks.excluded)
  const sentTo = new Map(open.marks.sentTo)
  const areOut = ids.every((id) => excluded.has(id))
  for (const id of ids) {
    sentTo.delete(id)
    if (areOut) excluded.delete(id)
    else excluded.add(id)
  }
  return { ...step(open, { excluded, sentTo }), selected: NOBODY }
}

/** Sends photos to a class of their own. */
export function send(open: OpenPage, ids: readonly PhotoId[], name: string): OpenPage {
  const excluded = new Set([...open.marks.excluded, ...ids])
  const sentTo = new Map([...open.marks.sentTo, ...ids.map((id): [PhotoId, string] => [id, name])])
  return { ...step(open, { excluded, sentTo }), selected: NOBODY }
}

function step(open: OpenPage, marks: Marks): OpenPage {
  return { ...open, marks, past: [...open.past, open.marks], future: [] }
}

/** Takes the last step on this page back; undefined where there is none. */
export function stepBack(open: OpenPage): OpenPage | undefined {
  const marks = open.past.at(-1)
  if (marks === undefined) return undefined
  return {
    ...open,
    marks,
    past: open.past.slice(0, -1),
    future: [open.marks, ...open.future],
    selected: NOBODY,
  }
}

export function stepForth(open: OpenPage): OpenPage | undefined {
  const marks = open.future.at(0)
  if (marks === undefined) return undefined
  const [past, future] = [[...open.past, open.marks], open.future.slice(1)]
  return { ...open, marks, past, future, selected: NOBODY }
}

/** `alone` selects nothing, `keep` leaves the selection, `extend` selects all from where Shift was first held. */
export function focusOn(open: OpenPage, place: number, how: 'alone' | 'keep' | 'extend'): OpenPage {
  const focused = Math.max(0, Math.min(open.page.photos.length - 1, place))
  if (how === 'keep') return { ...open, focused }
  if (how === 'alone') return { ...open, focused, anchor: focused, selected: NOBODY }
  const [low, high] = [open.anchor, focused].sort((a, b) => a - b)
  const between = open.page.photos.slice(low, high + 1).map(({ id }) => id)
  return { ...open, focused, selected: new Set(between) }
}

export function toggleSelected(open: OpenPage, place: number): OpenPage {
  const id = open.page.photos.at(place)?.id
  if (id === undefined) return open
  const selected = new Set(open.selected)
  if (!selected.delete(id)) selected.add(id)
  return { ...open, selected, focused: place, anchor: place }
}

/** All that are not left out. */
export function selectAll(open: OpenPage): OpenPage {
  return { ...open, selected: new Set(included(open)) }
}

export function selectNone(open: OpenPage): OpenPage {
  return { ...open, selected: NOBODY, anchor: open.focused }
}
