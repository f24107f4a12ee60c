/** @file The state of typing a name: for the page, or for one photo that was left out. */
import { computed, ref } from 'vue'
import { useClassChoice } from '../components/class-choice/use-class-choice.ts'
import type { KeyPress } from '../keyboard/global-keys.ts'
import { useReview } from '../stores/review.ts'

export function useNaming() {
  const review = useReview()

  /** The photo that the name is for; null for the whole page; undefined while nothing is being named. */
  const target = ref<number | null>()
  const isOpen = computed(() => target.value !== undefined)
  const ofPage = () => review.page?.class ?? null

  const choice = useClassChoice({
    /** A photo that was left out is not of the page's class; so that is no name for it. */
    ruledOut: () => (target.value === null ? null : ofPage()),
    suggested: () => (target.value === null ? ofPage() : null),
    proposals: () => (target.value === null ? review.proposals : []),
    takesSuggested: false,
    onTake: (name) => {
      if (target.value === null) review.confirm(name)
      else if (target.value !== undefined) review.send(target.value, name)
      close()
    },
    onClose: close,
  })

  function openForPage(first = ''): void {
    target.value = null
    choice.write(first)
  }
  /** Names the focused photo alone, if it is left out, else the page. */
  function openForFocused(first = ''): void {
    const photo = review.focusedPhoto
    target.value = photo !== undefined && review.excluded.has(photo.id) ? photo.id : null
    choice.write(first)
  }
  function close(): void {
    target.value = undefined
  }
  /** A key that was pressed before the field was there. */
  function press(early: KeyPress): void {
    if (choice.press(early)) return
    if (early.key === 'Backspace') choice.write(choice.text.value.slice(0, -1))
    else if (/^.$/u.test(early.key)) choice.write(choice.text.value + early.key)
  }

  return { target, choice, isOpen, openForPage, openForFocused, close, press }
}

export type Naming = ReturnType<typeof useNaming>
