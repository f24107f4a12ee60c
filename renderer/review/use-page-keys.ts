/**
 * @file The keys of a page. Keys that come while the next page is on its way wait until it is on screen, so that none is
 * lost and none answers a page that nobody has seen.
 */
import { nextTick, onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { isTextInput, type KeyPress } from '../keyboard/global-keys.ts'
import { useReview } from '../stores/review.ts'
import { moved } from './fit-grid.ts'
import { HeldSkip } from './held-skip.ts'
import { pageCommand, type PageCommand } from './page-keys.ts'
import type { Naming } from './use-naming.ts'

type Direction = Extract<PageCommand, { do: 'move' }>['to']

interface Parts {
  grid: Ref<{ focusTile(): void; columns(): number } | undefined>
  naming: Naming
  isLarge: Ref<boolean>
}

export function usePageKeys({ grid, naming, isLarge }: Parts) {
  const review = useReview()
  let waiting: KeyPress[] = []
  let hasFocused = false
  const heldSkip = new HeldSkip(review.skip, type)

  function confirm(): void {
    const { page } = review
    if (page === undefined) return
    const nothingToName = page.class === null && review.includedCount === 0 && review.sentTo.size === 0
    if (nothingToName) review.skip()
    else if (!review.confirm(page.class)) naming.openForPage()
  }
  function move(to: Direction): void {
    const count = review.page?.photos.length ?? 0
    review.focused = moved(review.focused, to, { count, columns: grid.value?.columns() ?? 1 })
    if (!isLarge.value) grid.value?.focusTile()
  }
  /**
   * A figure takes a proposed name, where there is one. A page without a class needs its own name first, also where a photo has
   * just been left out of it.
   */
  function type(text: string): void {
    if (/^[1-9]$/.test(text) && review.takeProposal(Number(text) - 1)) return
    if (review.page?.class === null) naming.openForPage(text)
    else naming.openForFocused(text)
  }
  function carryOut(command: PageCommand): void {
    if (command.do === 'confirm') confirm()
    else if (command.do === 'skip') heldSkip.hold()
    else if (command.do === 'move') move(command.to)
    else if (command.do === 'name') naming.openForFocused()
    else if (command.do === 'type') type(command.text)
    else if (command.do === 'large') isLarge.value = true
    else if (review.focusedPhoto !== undefined) review.toggle(review.focusedPhoto.id)
  }

  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || isElsewhere(event)) return
    const command = pageCommand(event)
    if (command === undefined || review.page === undefined) return
    event.preventDefault()
    if (review.busy || waiting.length > 0) waiting.push(event)
    else take(event, command)
  }
  function take(event: KeyPress, command: PageCommand): void {
    if (heldSkip.isHeld) {
      if (heldSkip.continueWith(event.key)) return
      heldSkip.release()
    }
    // The skip that was held is on its way now; the key comes before those that wait already.
    if (review.busy) waiting.unshift(event)
    else carryOut(command)
  }
  /** Keys that were pressed while there was no page to answer, in their order. */
  async function replay(): Promise<void> {
    await nextTick()
    while (waiting.length > 0 && !review.busy) {
      const next = waiting.shift()
      if (next === undefined || isLarge.value || review.page === undefined) {
        waiting = [] // there is nothing here that they could mean
        return
      }
      if (naming.isOpen.value) naming.press(next)
      else {
        const command = pageCommand(next)
        if (command !== undefined) take(next, command)
      }
    }
  }
  /** Another page begins at its first photo, unless the person is busy in another place of the window. */
  function takeFocus(): void {
    const { activeElement } = document
    // Who has just come here by the rail wants to work here, and not at the rail.
    const isNew = !hasFocused && grid.value !== undefined
    if (isNew) hasFocused = true
    const isFree =
      isNew ||
      activeElement === null ||
      activeElement === document.body ||
      activeElement.closest('.review') !== null
    if (isFree && !naming.isOpen.value && !isLarge.value) grid.value?.focusTile()
  }

  watch(() => review.page?.id, takeFocus, { flush: 'post' })
  watch(grid, takeFocus, { flush: 'post' })
  watch([naming.isOpen, isLarge], takeFocus, { flush: 'post' })
  watch(
    () => review.busy,
    (busy) => {
      if (!busy) void replay()
    },
    { flush: 'post' },
  )
  onMounted(() => {
    window.addEventListener('keydown', press)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', press)
    heldSkip.release()
  })

  return { confirm, move }
}

/** Keys on a button or a link belong to it; so do keys in a field. */
function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (isTextInput(target)) return true
  if (!(target instanceof Element)) return false
  if (target.closest('dialog') !== null) return true
  return ['Enter', ' '].includes(key) && target.closest('button, a, input') !== null
}
