/**
 * @file The open page as one state: which photos are left out or selected, which ones a name would go to, what Enter does,
 * and the steps that can be undone. Pure: each function returns the next state.
 *
 * [Note: Enter means one thing] A page asks a question, and Enter gives the answer that its main button shows. For "Are
 * these all roosters?" that is yes. An open question ("What are these?", "Which class is this?") needs a name, so Enter
 * opens the name field, and a guess is a chip with a digit. If photos are selected, Enter names these, whatever the page
 * asks. On a page of several classes each photo shows the class that is suggested for it, and yes confirms all of them; a
 * name is for the focused photo alone there, since no name fits the whole page.
 */
import type { Page, PhotoId } from '../../../../shared/domain.ts'
import { setAsideName, setAsideOf, type SetAsideAs } from '../../../../shared/set-aside.ts'
import * as marked from '../../../stores/marks.ts'
import type { Marks } from './answer.ts'
import { tilesOf, type Tile } from './tiles.ts'

/** What is kept of a page that leaves the screen, for when undo or redo brings it back. */
export type Steps = marked.MarkSteps<Marks>

export interface OpenPage extends Steps {
  readonly page: Page
  readonly selected: ReadonlySet<PhotoId>
  /** What is seen of the page, in its order, and the stacks that the person has opened, each by its first photo. */
  readonly tiles: readonly Tile[]
  readonly opened: ReadonlySet<PhotoId>
  /** Position of the focused tile, and of the one where a selection with Shift begins. */
  readonly focused: number
  readonly anchor: number
}

/** `confirm`: yes, they are. `finish`: each photo has an answer. `name`: open the name field. */
export type EnterMeaning = 'confirm' | 'finish' | 'name' | 'nothing'

/** With a smaller purity most photos of the page are probably wrong: its class is a mere guess. */
const LEAST_PURITY = 0.5

const NO_MARKS: Marks = { excluded: new Set(), sentTo: new Map() }
const NOBODY: ReadonlySet<PhotoId> = new Set()

export function openPage(page: Page, steps?: Steps): OpenPage {
  const { marks, past, future } = steps ?? marked.marksWithoutSteps(NO_MARKS)
  const shown = { page, tiles: tilesOf(page, NOBODY), opened: NOBODY }
  return { ...shown, marks, past, future, selected: NOBODY, focused: 0, anchor: 0 }
}

/** The same page, read again: its names may be in a new language. */
export function refreshed(open: OpenPage, page: Page): OpenPage {
  const tiles = tilesOf(page, open.opened)
  const [focused, anchor] = [open.focused, open.anchor].map((place) => Math.min(place, tiles.length - 1))
  return { ...open, page, tiles, focused, anchor }
}

/** Opens the stack of a tile, or closes it; undefined where the tile is of none. The first photo keeps or gets the focus. */
export function toggleStack(open: OpenPage, place: number): OpenPage | undefined {
  const stack = open.tiles.at(place)?.stack
  if (stack === undefined) return undefined
  const opened = new Set(open.opened)
  if (!opened.delete(stack.id)) opened.add(stack.id)
  const focused = open.tiles.findIndex((tile) => tile.stack?.id === stack.id)
  return { ...open, tiles: tilesOf(open.page, opened), opened, focused, anchor: focused, selected: NOBODY }
}

/** Identifies a page by its contents, since its number changes when the engine drafts it again. */
export function pageKey({ kind, class: name, photos }: Page): string {
  return JSON.stringify([kind, name, photos.map(({ id, class: own = null }) => [id, own])])
}

/** Whether it asks "Are these all ...?" or "Are these right?"; all other questions are open ones. */
export function asksYesOrNo({ page }: Pick<OpenPage, 'page'>): boolean {
  if (page.kind === 'mixed') return true
  if (page.kind !== 'class' || page.class === null) return false
  return page.purity >= LEAST_PURITY
}

/** The class that an open question offers as a chip. */
export function offeredGuess(open: OpenPage): string | null {
  return asksYesOrNo(open) ? null : open.page.class
}

export function included({ page, marks }: OpenPage): PhotoId[] {
  return page.photos.map(({ id }) => id).filter((id) => !marks.excluded.has(id))
}

/**
 * The photos that a typed name or a chip applies to: the selected ones, else all that are not left out, or those of the focused
 * tile where the page is of several classes.
 */
export function named(open: OpenPage): PhotoId[] {
  if (open.selected.size === 0 && open.page.kind === 'mixed') return [...open.tiles[open.focused].ids]
  if (open.selected.size === 0) return included(open)
  return open.page.photos.map(({ id }) => id).filter((id) => open.selected.has(id))
}

/** Whether a name would answer the whole page. */
export function namesPage(open: OpenPage): boolean {
  const rest = included(open)
  return rest.length > 0 && rest.length === named(open).length && rest.every((id) => named(open).includes(id))
}

export function enterMeans(open: OpenPage): EnterMeaning {
  if (open.selected.size > 0) return 'name'
  if (included(open).length > 0) return asksYesOrNo(open) ? 'confirm' : 'name'
  // All photos are left out: that is an answer if they are rejected for a class, or were sent to other classes.
  const isRefused = open.page.class !== null || open.page.kind === 'mixed'
  return isRefused || open.marks.sentTo.size > 0 ? 'finish' : 'nothing'
}

/** @param out whether they are left out or taken back in; by default they are taken back if all of them are out already. */
export function leaveOut(open: OpenPage, ids: readonly PhotoId[], out?: boolean): OpenPage {
  const excluded = marked.withLeftOut(open.marks.excluded, ids, out)
  const sentTo = new Map(open.marks.sentTo)
  for (const id of ids) sentTo.delete(id)
  return { ...step(open, { excluded, sentTo }), selected: NOBODY }
}

/** The photos that are set aside by a key: the selected ones, else those of the focused tile, as with X. */
export function meantAlone(open: OpenPage): PhotoId[] {
  return open.selected.size > 0 ? named(open) : [...open.tiles[open.focused].ids]
}

/** Sets photos aside; those that all are set aside so already are taken back in. */
export function setAside(open: OpenPage, ids: readonly PhotoId[], as: SetAsideAs): OpenPage {
  const name = setAsideName(as)
  const areSo = ids.length > 0 && ids.every((id) => open.marks.sentTo.get(id) === name)
  return areSo ? leaveOut(open, ids, false) : send(open, ids, name)
}

/** Whether nothing is left to say of any photo, since all of them are set aside. */
export function isAllAside({ page, marks }: OpenPage): boolean {
  return page.photos.every(({ id }) => setAsideOf(marks.sentTo.get(id) ?? '') !== undefined)
}

/** Sends photos to another class. */
export function send(open: OpenPage, ids: readonly PhotoId[], name: string): OpenPage {
  const excluded = new Set([...open.marks.excluded, ...ids])
  const sentTo = new Map([...open.marks.sentTo, ...ids.map((id): [PhotoId, string] => [id, name])])
  return { ...step(open, { excluded, sentTo }), selected: NOBODY }
}

function step(open: OpenPage, marks: Marks): OpenPage {
  return { ...open, ...marked.stepTo(open, marks) }
}

/** Undoes the last step on this page; undefined where there is none. */
export function stepBack(open: OpenPage): OpenPage | undefined {
  const before = marked.stepBack(open)
  return before && { ...open, ...before, selected: NOBODY }
}

export function stepForth(open: OpenPage): OpenPage | undefined {
  const after = marked.stepForth(open)
  return after && { ...open, ...after, selected: NOBODY }
}

/** `alone` clears the selection, `keep` leaves it, `extend` selects all from the tile where Shift was first held. */
export function focusOn(open: OpenPage, place: number, how: 'alone' | 'keep' | 'extend'): OpenPage {
  const focused = Math.max(0, Math.min(open.tiles.length - 1, place))
  if (how === 'keep') return { ...open, focused }
  if (how === 'alone') return { ...open, focused, anchor: focused, selected: NOBODY }
  const [low, high] = [open.anchor, focused].sort((a, b) => a - b)
  return { ...open, focused, selected: new Set(selectable(open, open.tiles.slice(low, high + 1))) }
}

export function toggleSelected(open: OpenPage, place: number): OpenPage {
  const tile = open.tiles.at(place)
  if (tile === undefined) return open
  const ids = selectable(open, [tile])
  const selected = new Set(open.selected)
  const areSelected = ids.every((id) => selected.has(id))
  for (const id of ids) {
    if (areSelected) selected.delete(id)
    else selected.add(id)
  }
  return { ...open, selected, focused: place, anchor: place }
}

/** Selects this tile and no other. A page of one photo has nothing to choose from, so Enter goes on answering it. */
export function selectOnly(open: OpenPage, place: number): OpenPage {
  const alone = focusOn(open, place, 'alone')
  if (open.tiles.length === 1) return alone
  return { ...alone, selected: new Set(selectable(open, [alone.tiles[alone.focused]])) }
}

/** Selects the tiles at these places, beside the photos that are to stay selected. */
export function selectPlaces(
  open: OpenPage,
  places: readonly number[],
  besides: ReadonlySet<PhotoId> = NOBODY,
): OpenPage {
  const tiles = places.flatMap((place) => open.tiles.at(place) ?? [])
  const ids = selectable(open, tiles)
  const focused = places.at(-1) ?? open.focused
  return { ...open, selected: new Set([...besides, ...ids]), focused, anchor: places.at(0) ?? open.anchor }
}

/** Of a stack of which a part is left out, the rest is what counts. */
export function isSelected(open: OpenPage, tile: Tile): boolean {
  return selectable(open, [tile]).every((id) => open.selected.has(id))
}

function selectable({ marks }: OpenPage, tiles: readonly Tile[]): readonly PhotoId[] {
  return marked.withoutLeftOut(
    marks.excluded,
    tiles.flatMap((tile) => tile.ids),
  )
}

/** Of the photos that are not left out, selects those that were not selected. */
export function invertSelection(open: OpenPage): OpenPage {
  return { ...open, selected: new Set(included(open).filter((id) => !open.selected.has(id))) }
}

/** Leaves out all photos but the selected ones, and takes those back in; undefined where none is selected. */
export function keepOnly(open: OpenPage): OpenPage | undefined {
  if (open.selected.size === 0) return undefined
  const kept = new Map([...open.marks.sentTo].filter(([id]) => !open.selected.has(id)))
  const others = open.page.photos.map(({ id }) => id).filter((id) => !open.selected.has(id))
  return { ...step(open, { excluded: new Set(others), sentTo: kept }), selected: NOBODY }
}

/** The photos that the same class is suggested for as for the focused one, on a page of several classes: those that are not left out. */
export function alikeSuggested(open: OpenPage): PhotoId[] {
  const own = open.tiles.at(open.focused)?.cover.class
  if (open.page.kind !== 'mixed' || own === undefined) return []
  const isIn = new Set(included(open))
  return open.page.photos.filter((photo) => photo.class === own && isIn.has(photo.id)).map(({ id }) => id)
}

/** Selects all photos that are not left out. */
export function selectAll(open: OpenPage): OpenPage {
  return { ...open, selected: new Set(included(open)) }
}

export function selectNone(open: OpenPage): OpenPage {
  return { ...open, selected: NOBODY, anchor: open.focused }
}
