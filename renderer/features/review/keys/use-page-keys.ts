/**
 * @file The keys of a page. Those that come before the page has been seen are dropped, with a hint: see [Note: Keys that
 * come too early] in renderer/ui/keys/key-gate.ts.
 */
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { DIRECTIONS } from '../../../ui/keys/keymap.ts'
import { actionOf, isComposing, isElsewhere, plainKey, type KeyActions } from '../../../ui/keys/press.ts'
import { useLibrary } from '../../../stores/library.ts'
import { useReview } from '../review-store.ts'
import { placeAfter, type Direction } from '../../../ui/focus/grid-moves.ts'
import type { KeyGate } from '../../../ui/keys/key-gate.ts'
import { enterMeans } from '../page/open-page.ts'
import type { Naming } from './use-naming.ts'

/** Milliseconds: somebody who types a name presses the next letter sooner than this. */
const NEXT_LETTER_MS = 400
const NONE = { key: '', at: -Infinity }

interface Parts {
  gate: KeyGate
  grid: Ref<{ focusTile(): void; columns(): number } | undefined>
  naming: Naming
  isLarge: Ref<boolean>
}

export function usePageKeys({ gate, grid, naming, isLarge }: Parts) {
  const review = useReview()
  const library = useLibrary()
  let hasFocused = false
  /** The key that left photos out, where it was the last one. */
  let left = NONE

  /** Does what the main button says: see [Note: Enter means one thing] in open-page.ts. */
  function enter(): void {
    const { open } = review
    if (open === undefined) return
    const meaning = enterMeans(open)
    if (meaning === 'name') naming.open()
    else if (meaning === 'nothing') review.showHint('allOut')
    else review.confirm(open.page.class)
  }
  function move(to: Direction | undefined, how: 'alone' | 'keep' | 'extend' = 'alone'): void {
    const { open } = review
    if (open === undefined || to === undefined) return
    const grids = { count: open.tiles.length, columns: grid.value?.columns() ?? 1 }
    review.focusOn(placeAfter(open.focused, to, grids), how)
    if (!isLarge.value) grid.value?.focusTile()
  }
  /** A digit takes the name on its chip; without such a chip it begins a name. */
  function propose(figure: string): void {
    const chosen = review.choices.at(Number(figure) - 1)
    if (chosen === undefined) naming.open(figure)
    else review.takeChoice(chosen)
  }
  /** With Alt, since a letter alone begins a name and a digit takes a proposal: see docs/adr/0018. */
  function chosenBy(event: KeyboardEvent): string | undefined {
    const key = plainKey(event)
    return key === undefined ? undefined : library.classOfKey(key)
  }
  /** Where no class is suggested there is nothing to refuse: a 0 begins a name. Of several classes none is refused by one key. */
  function noneOfThese(): void {
    if (review.page?.kind === 'mixed') return
    if (review.page?.class === null) naming.open('0')
    else review.noneOfThese()
  }
  const actions: KeyActions<'page'> = {
    enter,
    noneOfThese,
    propose: ({ key }) => {
      propose(key)
    },
    type: ({ key, timeStamp }) => {
      naming.open(key, timeStamp - left.at < NEXT_LETTER_MS ? left.key : '')
    },
    classKey: (event) => {
      const chosen = chosenBy(event)
      if (chosen !== undefined) review.takeChoice(chosen)
    },
    name: () => {
      naming.open()
    },
    exclude: ({ key, timeStamp }) => {
      left = { key, at: timeStamp }
      review.leaveOut()
    },
    asideUnsure: () => {
      review.setAside('unsure')
    },
    asideNothing: () => {
      review.setAside('no-subject')
    },
    openStack: () => {
      review.turnStack('open')
    },
    closeStack: () => {
      review.turnStack('close')
    },
    skip: () => {
      review.skip()
    },
    large: () => {
      isLarge.value = true
    },
    move: ({ key }) => {
      move(DIRECTIONS.get(key))
    },
    moveOnly: ({ key }) => {
      move(DIRECTIONS.get(key), 'keep')
    },
    extend: ({ key }) => {
      move(DIRECTIONS.get(key), 'extend')
    },
    select: () => {
      review.selectTile(review.open?.focused ?? 0, 'toggle')
    },
    selectAll: () => {
      review.select('all')
    },
    selectNone: () => {
      review.select('none')
    },
    selectOthers: () => {
      review.select('others')
    },
    keepOnly: () => {
      review.keepOnly()
    },
  }

  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || isComposing(event) || isElsewhere(event)) return
    if (isLarge.value) return // the photo that is shown large has its own keys
    const action = actionOf('page', event)
    if (action === undefined) left = NONE // Ctrl+Z lies between X and the letters: they are no rest of a name
    if (action === undefined || review.page === undefined) return
    if (action === 'classKey' && chosenBy(event) === undefined) return // a key of the menu bar or the browser, most likely
    event.preventDefault()
    if (!lets(event)) return
    if (naming.isOpen.value) {
      if (action !== 'classKey') naming.press(event)
    } else {
      review.showHint(undefined)
      actions[action](event)
      if (action !== 'exclude') left = NONE
    }
  }
  /** Whether it reaches the page; the window says so where it does not. */
  function lets(event: KeyboardEvent): boolean {
    review.touch()
    const paintedAt = review.busy ? undefined : review.paintedAt
    const isMeant = gate.lets(event.key, event.timeStamp, paintedAt)
    if (!isMeant) review.showHint('early')
    return isMeant
  }
  /** Focuses the first photo of a new page, unless the person is using another part of the window. */
  function takeFocus(): void {
    const { activeElement } = document
    // When the view opens, the focus moves from the navigation to the page.
    const isNew = !hasFocused && grid.value !== undefined
    if (isNew) hasFocused = true
    const isFree =
      isNew ||
      activeElement === null ||
      activeElement === document.body ||
      // Somebody who uses the controls in the foot, which stands outside, keeps the focus there.
      activeElement.closest('.review') !== null
    if (isFree && !naming.isOpen.value && !isLarge.value) grid.value?.focusTile()
  }

  watch(() => review.page?.id, takeFocus, { flush: 'post' })
  watch(grid, takeFocus, { flush: 'post' })
  watch([naming.isOpen, isLarge], takeFocus, { flush: 'post' })
  watch(
    () => review.page?.id,
    () => (isLarge.value = false),
  )
  onMounted(() => {
    window.addEventListener('keydown', press)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', press)
  })

  return { enter, lets, move }
}
