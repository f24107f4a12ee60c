/**
 * @file The state of typing a name, for the selected photos, or else for the whole page or the focused photo of a page of several
 * classes; which ones is decided when the field opens. The field closes with its page, so that a name never goes to another one.
 */
import { computed, ref, watch } from 'vue'
import type { PhotoId } from '../../../../shared/domain.ts'
import { useClassChoice } from '../../../ui/class-choice/use-class-choice.ts'
import type { KeyPress } from '../../../ui/keys/press.ts'
import { useLibrary } from '../../../stores/library.ts'
import { isDoubtfulName, wholeName } from './doubtful-name.ts'
import { useReview } from '../review-store.ts'
import { PAUSE_MS, type KeyGate } from '../../../ui/keys/key-gate.ts'
import { asksYesOrNo, named, namesPage } from '../page/open-page.ts'

/** @param gate drops further keys after a name that was not accepted. */
export function useNaming(gate: KeyGate) {
  const review = useReview()
  const library = useLibrary()

  /** The photos that are being named; undefined while the field is closed. */
  const photos = ref<readonly PhotoId[]>()
  const isPage = ref(false)
  /** The letter of a key that was pressed right before the first letter, and may have been meant as part of the name. */
  const keyBefore = ref('')
  /** When the field asked whether a new class is meant. */
  const askedAt = ref<number>()
  const isOpen = computed(() => photos.value !== undefined)
  const guess = () => review.page?.class ?? null
  /** The class that is suggested for the first of the photos, on a page of several classes. */
  const ownGuess = () => review.page?.photos.find(({ id }) => id === photos.value?.[0])?.class ?? null

  const choice = useClassChoice({
    /** A photo that is named apart from its page is not of the page's class. */
    ruledOut: () =>
      isPage.value || review.open === undefined || !asksYesOrNo(review.open) ? null : (guess() ?? ownGuess()),
    suggested: () => (isPage.value ? guess() : null),
    proposals: () => [...wholeNames(), ...review.choices],
    isDoubtful: (text) =>
      !choice.isCompleted.value && isDoubtfulName(text, keyBefore.value, library.classNames, review.choices),
    takesSuggested: false,
    onTake: take,
    onClose: close,
  })

  function wholeNames(): string[] {
    const whole = wholeName(choice.text.value, keyBefore.value, library.classNames)
    return whole === undefined || choice.isCompleted.value ? [] : [whole]
  }
  /** @param before the letter of a key that was pressed right before */
  function open(first = '', before = ''): void {
    const now = review.open
    const whom = now === undefined ? [] : named(now)
    if (now === undefined || whom.length === 0) {
      review.showHint('allOut')
      return
    }
    photos.value = whom
    isPage.value = namesPage(now)
    askedAt.value = undefined
    keyBefore.value = before
    choice.write(first)
  }
  function take(name: string): void {
    if (photos.value === undefined) return
    if (isPage.value && !(review.isReady() && review.isAllSeen())) return
    review.name(photos.value, name)
    close()
  }
  function close(): void {
    photos.value = undefined
  }
  /** A key that was pressed outside of the field. */
  function press(early: KeyPress): void {
    if (choice.press(early)) return
    if (early.key === 'Backspace') choice.write(choice.text.value.slice(0, -1))
    else if (/^.$/u.test(early.key)) choice.write(choice.text.value + early.key)
  }
  watch([() => review.page?.id, () => review.busy], close)
  watch(choice.isAsked, (isAsked) => {
    if (isAsked) askedAt.value = performance.now()
  })
  // Letters right after an Enter that has to be pressed again were meant for the next page, and are not part of this name.
  watch(choice.text, () => {
    if (askedAt.value === undefined) return
    const now = performance.now()
    if (now - askedAt.value < PAUSE_MS && !choice.isCompleted.value) {
      close()
      gate.drop('Enter', now)
      review.showHint('early')
    }
    askedAt.value = undefined
  })

  return { photos, choice, isOpen, open, close, press }
}

export type Naming = ReturnType<typeof useNaming>
