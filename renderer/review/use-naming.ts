/** @file The state of typing a name: for the page, or for one photo that was left out. */
import { computed, ref } from 'vue'
import { useLibrary } from '../stores/library.ts'
import { useReview } from '../stores/review.ts'
import { completions } from './completion.ts'

const NONE = -1

export function useNaming() {
  const review = useReview()
  const library = useLibrary()

  /** The photo that the name is for; null for the whole page; undefined while nothing is being named. */
  const target = ref<number | null>()
  const text = ref('')
  /** Place in the list; none while nothing is typed, so that Enter pressed twice, or held down, names nothing by itself. */
  const chosen = ref(NONE)

  const isOpen = computed(() => target.value !== undefined)
  /** A photo that was left out is not of the page's class; so that is no name for it. */
  const known = computed(() => {
    const classes = library.status?.classes ?? []
    return target.value === null ? classes : classes.filter(({ name }) => name !== review.page?.class)
  })
  const options = computed(() =>
    target.value === null
      ? completions(text.value, known.value, review.page?.class ?? null, review.proposals)
      : completions(text.value, known.value, null),
  )

  function openForPage(first = ''): void {
    target.value = null
    write(first)
  }
  /** Names the focused photo alone, if it is left out, else the page. */
  function openForFocused(first = ''): void {
    const photo = review.focusedPhoto
    target.value = photo !== undefined && review.excluded.has(photo.id) ? photo.id : null
    write(first)
  }
  function close(): void {
    target.value = undefined
  }
  function write(next: string): void {
    text.value = next
    chosen.value = next === '' ? NONE : 0
  }
  function move(step: 1 | -1): void {
    const { length } = options.value
    if (length === 0) return
    const from = chosen.value === NONE && step === -1 ? 0 : chosen.value
    chosen.value = (from + step + length) % length
  }
  function complete(): void {
    const option = chosen.value === NONE ? undefined : options.value.at(chosen.value)
    if (option !== undefined) write(option.name)
  }
  /** Takes the chosen name, or the one at a place of the list. */
  function take(index = chosen.value): void {
    const option = index === NONE ? undefined : options.value.at(index)
    if (option === undefined || target.value === undefined) return
    if (target.value === null) review.confirm(option.name)
    else review.send(target.value, option.name)
    close()
  }
  /** A key that was pressed before the field was there. */
  function press(key: string): void {
    if (key === 'Enter') take()
    else if (key === 'Tab') complete()
    else if (key === 'Escape') close()
    else if (key === 'ArrowDown') move(1)
    else if (key === 'ArrowUp') move(-1)
    else if (key === 'Backspace') write(text.value.slice(0, -1))
    else if (/^.$/u.test(key)) write(text.value + key)
  }

  return {
    target,
    text,
    chosen,
    isOpen,
    options,
    openForPage,
    openForFocused,
    close,
    write,
    move,
    complete,
    take,
    press,
  }
}

export type Naming = ReturnType<typeof useNaming>
