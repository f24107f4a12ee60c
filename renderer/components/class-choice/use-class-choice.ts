/** @file The state of choosing a class by its letters: what was typed, what it may mean, and which of that Enter takes. */
import { computed, ref } from 'vue'
import type { KeyPress } from '../../keyboard/global-keys.ts'
import { useLibrary } from '../../stores/library.ts'
import { choosable, completions, type Completion } from './completion.ts'

const NONE = -1

interface Wishes {
  /** A class that is none to choose here. */
  ruledOut?: () => string | null
  /** The class that is likeliest; null where none is. */
  suggested: () => string | null
  /** Names for something new. */
  proposals?: () => readonly string[]
  /** Enter takes the suggested class before a letter is typed. Else Enter alone, pressed twice or held down, names nothing. */
  takesSuggested: boolean
  onTake: (name: string) => void
  onClose: () => void
}

export function useClassChoice({ ruledOut, suggested, proposals, takesSuggested, onTake, onClose }: Wishes) {
  const library = useLibrary()
  const text = ref('')
  /** Place in the list. */
  const chosen = ref(NONE)

  const known = computed(() => choosable(library.status?.classes ?? [], ruledOut?.() ?? null, text.value))
  const options = computed<Completion[]>(() => {
    const likeliest = suggested()
    const found = completions(text.value, known.value, likeliest, proposals?.())
    // A class of a guess may have lost its last label meanwhile, or be too small for the first few.
    const lacksIt = takesSuggested && likeliest !== null && !found.some(({ name }) => name === likeliest)
    if (text.value !== '' || !lacksIt) return found
    return [{ name: likeliest, isNew: false, isProposed: false, isTyped: false }, ...found]
  })
  const chosenOption = computed(() => (chosen.value === NONE ? undefined : options.value.at(chosen.value)))

  function write(next: string): void {
    text.value = next
    chosen.value = next === '' && !(takesSuggested && suggested() !== null) ? NONE : 0
  }
  function move(step: 1 | -1): void {
    const { length } = options.value
    if (length === 0) return
    const from = chosen.value === NONE && step === -1 ? 0 : chosen.value
    chosen.value = (from + step + length) % length
  }
  function take(option: Completion | undefined): void {
    if (option !== undefined) onTake(option.name)
  }
  /** @returns whether there is something to complete. */
  function complete(): boolean {
    const name = chosenOption.value?.name
    if (name === undefined || name === text.value) return false
    write(name)
    return true
  }
  /**
   * A key in the field, letters left aside.
   * @returns whether it meant something here.
   */
  function press({ key, shiftKey }: KeyPress): boolean {
    if (key === 'Enter') take(shiftKey ? options.value.find(({ isTyped }) => isTyped) : chosenOption.value)
    else if (key === 'Escape') onClose()
    else if (key === 'ArrowDown') move(1)
    else if (key === 'ArrowUp') move(-1)
    else return key === 'Tab' && !shiftKey && complete()
    return true
  }

  return { text, chosen, options, write, take, press }
}

export type ClassChoice = ReturnType<typeof useClassChoice>
