/** @file The keys of the page of suspected labels; those that come before it has been seen are dropped. */
import { onBeforeUnmount, onMounted } from 'vue'
import { DIRECTIONS } from '../../../ui/keys/keymap.ts'
import { actionOf, isComposing, isElsewhere, type KeyActions } from '../../../ui/keys/press.ts'
import type { SuspectPage } from './use-suspect-page.ts'

interface Parts {
  readonly page: SuspectPage
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

export function useSuspectKeys({ page, letsKey, isReadOnly, isBusy, name, large, causes }: Parts): void {
  function answer(className: string | undefined): void {
    if (!isReadOnly() && className !== undefined) void page.answer(className)
  }
  const actions: KeyActions<'suspects'> = {
    keep: () => {
      answer(page.current.value?.class)
    },
    change: () => {
      answer(page.current.value?.suggested)
    },
    type: ({ key }) => {
      name(key)
    },
    name: () => {
      name('')
    },
    kind: page.showKind,
    one: page.showOne,
    large,
    causes,
    move: ({ key }) => {
      const to = DIRECTIONS.get(key)
      const { value: place } = page.place
      const last = page.list.value.length - 1
      if (to === 'first' || to === 'last') page.focus(to === 'first' ? 0 : last)
      else page.focus(place + (to === 'left' || to === 'up' ? -1 : 1))
    },
  }
  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || isComposing(event) || isBusy() || isElsewhere(event)) return

    const action = actionOf('suspects', event)
    if (action === undefined || page.current.value === undefined) return
    event.preventDefault()
    // To leaf on decides nothing.
    if (action === 'move' || letsKey(event)) actions[action](event)
  }
  onMounted(() => {
    window.addEventListener('keydown', press)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', press)
  })
}
