/** @file The keys of the page of suspected labels, of one and of all of a kind; those that come before it has been seen are dropped. */
import { onBeforeUnmount, onMounted } from 'vue'
import { placeAfter } from '../../../ui/focus/grid-moves.ts'
import { DIRECTIONS } from '../../../ui/keys/keymap.ts'
import { actionOf, isComposing, isElsewhere, type KeyActions } from '../../../ui/keys/press.ts'
import type { SuspectPage } from './use-suspect-page.ts'

/** To leaf on, or to look around. */
const DECIDES_NOTHING: ReadonlySet<string> = new Set(['move', 'moveOnly', 'extend'])

interface Parts {
  readonly page: SuspectPage
  /** Where all of a kind are shown. */
  readonly grid: { focus(): void; columns(): number }
  /** Whether the page has been seen when this key comes. */
  readonly letsKey: (event: KeyboardEvent) => boolean
  /** What answers is refused: the library is read-only. */
  readonly isReadOnly: () => boolean
  /** A dialog or the field for a name is open, which has its own keys. */
  readonly isBusy: () => boolean
  readonly name: (text: string) => void
  readonly large: () => void
  readonly causes: () => void
}

export function useSuspectKeys({
  page,
  grid,
  letsKey,
  isReadOnly,
  isBusy,
  name,
  large,
  causes,
}: Parts): void {
  const { selection } = page
  function answer(className: string | undefined): void {
    if (!isReadOnly() && className !== undefined) void page.answer(className)
  }
  const answers = {
    keep: () => {
      answer(page.current.value?.class)
    },
    change: () => {
      answer(page.current.value?.suggested)
    },
    type: ({ key }: KeyboardEvent) => {
      name(key)
    },
    name: () => {
      name('')
    },
    large,
    causes,
    one: page.showOne,
  }
  const ofOne: KeyActions<'suspects'> = {
    ...answers,
    kind: page.showKind,
    move: ({ key }) => {
      const to = DIRECTIONS.get(key)
      const { value: place } = page.place
      const last = page.list.value.length - 1
      if (to === 'first' || to === 'last') page.focus(to === 'first' ? 0 : last)
      else page.focus(place + (to === 'left' || to === 'up' ? -1 : 1))
    },
  }
  const ofKind: KeyActions<'kind'> = {
    ...answers,
    exclude: () => {
      page.leaveOut()
    },
    move: ({ key }) => {
      moveInKind(key, 'alone')
    },
    moveOnly: ({ key }) => {
      moveInKind(key, 'keep')
    },
    extend: ({ key }) => {
      moveInKind(key, 'extend')
    },
    select: () => {
      selection.toggle(selection.focusedPlace.value)
    },
    selectAll: selection.selectAll,
    selectNone: () => {
      if (selection.selected.value.size > 0) selection.clear()
      else page.showOne()
    },
  }
  function moveInKind(key: string, how: 'alone' | 'keep' | 'extend'): void {
    const to = DIRECTIONS.get(key)
    if (to === undefined) return
    const shape = { count: page.shown.value.length, columns: grid.columns() }
    selection.focus(placeAfter(selection.focusedPlace.value, to, shape), how)
    grid.focus()
  }
  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || isComposing(event) || isBusy() || isElsewhere(event)) return
    if (page.current.value === undefined) return
    if (page.isKind.value) act(actionOf('kind', event), ofKind, event)
    else act(actionOf('suspects', event), ofOne, event)
  }
  function act<A extends string>(
    action: A | undefined,
    actions: Record<A, (event: KeyboardEvent) => void>,
    event: KeyboardEvent,
  ): void {
    if (action === undefined) return
    event.preventDefault()
    if (DECIDES_NOTHING.has(action) || letsKey(event)) actions[action](event)
  }
  onMounted(() => {
    window.addEventListener('keydown', press)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', press)
  })
}
