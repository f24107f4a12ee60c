/**
 * @file The state of typing a name: for the selected photos, else for the whole page, which are fixed when the field opens.
 * The field closes with its page, so that a name never reaches another one.
 */
import { computed, ref, watch } from 'vue'
import type { PhotoId } from '../../../../shared/domain.ts'
import { useClassChoice } from '../../../ui/class-choice/use-class-choice.ts'
import type { KeyPress } from '../../../ui/keys/press.ts'
import { useReview } from '../review-store.ts'
import { PAUSE_MS, type KeyGate } from './key-gate.ts'
import { asksYesOrNo, named, namesPage } from '../page/open-page.ts'

/** @param gate drops the rest of what is typed on after a name that was not taken. */
export function useNaming(gate: KeyGate) {
  const review = useReview()

  /** Whom the name is for; undefined while nothing is being named. */
  const photos = ref<readonly PhotoId[]>()
  const isPage = ref(false)
  /** See [Note: S skips, S begins] in held-skip.ts: Enter is asked for once more, after a pause. */
  const isInDoubt = ref(false)
  /** When Enter was pressed last on a name in doubt. */
  const askedAt = ref<number>()
  const isOpen = computed(() => photos.value !== undefined)
  const guess = () => review.page?.class ?? null

  const choice = useClassChoice({
    /** A photo that is named apart from its page is not of the page's class. */
    ruledOut: () => (isPage.value || review.open === undefined || !asksYesOrNo(review.open) ? null : guess()),
    suggested: () => (isPage.value ? guess() : null),
    proposals: () => review.choices,
    takesSuggested: false,
    onTake: take,
    onClose: close,
  })

  function open(first = '', inDoubt = false): void {
    const now = review.open
    const whom = now === undefined ? [] : named(now)
    if (now === undefined || whom.length === 0) {
      review.hinting('allOut')
      return
    }
    photos.value = whom
    isPage.value = namesPage(now)
    isInDoubt.value = inDoubt
    askedAt.value = undefined
    choice.write(first)
  }
  function take(name: string): void {
    if (photos.value === undefined) return
    const now = performance.now()
    // Enter that is pressed twice in a row says no more than once.
    if (isInDoubt.value && (askedAt.value === undefined || now - askedAt.value < PAUSE_MS)) {
      askedAt.value = now
      return
    }
    review.name(photos.value, name)
    close()
  }
  function close(): void {
    photos.value = undefined
    isInDoubt.value = false
  }
  /** A key that did not reach the field itself. */
  function press(early: KeyPress): void {
    if (choice.press(early)) return
    if (early.key === 'Backspace') choice.write(choice.text.value.slice(0, -1))
    else if (/^.$/u.test(early.key)) choice.write(choice.text.value + early.key)
  }
  watch([() => review.page?.id, () => review.busy], close)
  // Enter has asked once more, and letters follow at once: they are meant for the next page, and belong to no name here.
  watch(choice.text, () => {
    if (askedAt.value === undefined) return
    const now = performance.now()
    if (now - askedAt.value < PAUSE_MS) {
      close()
      gate.drop('Enter', now)
      review.hinting('early')
    }
    askedAt.value = undefined
  })

  return { photos, isPage, isInDoubt, askedAt, choice, isOpen, open, close, press }
}

export type Naming = ReturnType<typeof useNaming>
