/**
 * @file The state of choosing a class by its letters. Enter takes what is typed, whole; another name is taken by an arrow and
 * Enter, or completed by Tab. Where a class begins with what is typed and none is called so, Enter asks once whether a new one is meant.
 */
import { computed, ref } from 'vue'
import { actionOf, type KeyPress } from '../keys/press.ts'
import { useLibrary } from '../../stores/library.ts'
import { choosable, completions, isBeginning, type Completion } from './completion.ts'

const NONE = -1

interface Options {
  /** A class that cannot be chosen here. */
  ruledOut?: () => string | null
  /** The class that is likeliest; null where none is. */
  suggested: () => string | null
  /** Names for something new. */
  proposals?: () => readonly string[]
  /** Whether Enter asks once for other reasons, too, before it takes what is typed. */
  isDoubtful?: (text: string) => boolean
  /** Enter takes the suggested class before a letter is typed. Else Enter alone, pressed twice or held down, names nothing. */
  takesSuggested: boolean
  onTake: (name: string) => void
  onClose: () => void
}

export function useClassChoice(options: Options) {
  const { ruledOut, suggested, proposals, isDoubtful, takesSuggested, onTake, onClose } = options
  const library = useLibrary()
  const text = ref('')
  /** The name that an arrow has gone to: by name, since the list may change under it. */
  const pointedAt = ref<string>()
  /** Enter was pressed on the beginning of a class: pressed again, it makes a new one. */
  const isAsked = ref(false)
  /** The text was put there by Tab, as a whole name. */
  const isCompleted = ref(false)

  const known = computed(() => choosable(library.status?.classes ?? [], ruledOut?.() ?? null, text.value))
  const offered = computed<Completion[]>(() => {
    const likeliest = suggested()
    const found = completions(text.value, known.value, likeliest, proposals?.())
    // A class of a guess may have lost its last label meanwhile, or be too small for the first few.
    const lacksIt = takesSuggested && likeliest !== null && !found.some(({ name }) => name === likeliest)
    if (text.value.trim() !== '' || !lacksIt) return found
    return [{ name: likeliest, isNew: false, isProposed: false, isTyped: false }, ...found]
  })
  /** Place in the list of what Enter takes. */
  const chosen = computed(() => {
    const { value: list } = offered
    if (pointedAt.value !== undefined) return list.findIndex(({ name }) => name === pointedAt.value)
    if (text.value.trim() !== '') return 0
    return takesSuggested ? list.findIndex(({ name }) => name === suggested()) : NONE
  })
  const chosenOption = computed(() => (chosen.value === NONE ? undefined : offered.value.at(chosen.value)))
  /** Enter would make a new class of the beginning of one that is there, or of what may have been no name at all. */
  const isUnfinished = computed(
    () =>
      pointedAt.value === undefined &&
      (isBeginning(text.value, library.classNames, proposals?.()) || isDoubtful?.(text.value) === true),
  )

  function write(next: string): void {
    text.value = next
    pointedAt.value = undefined
    isAsked.value = isCompleted.value = false
  }
  function move(step: 1 | -1): void {
    const { length } = offered.value
    if (length === 0) return
    const from = chosen.value === NONE && step === -1 ? 0 : chosen.value
    pointedAt.value = offered.value[(from + step + length) % length].name
    isAsked.value = false
  }
  function take(option: Completion | undefined): void {
    if (option !== undefined) onTake(option.name)
  }
  /** A key that is held down does not answer the question. */
  function enter({ repeat = false }: KeyPress): void {
    if (isUnfinished.value && (!isAsked.value || repeat)) isAsked.value = true
    else take(chosenOption.value)
  }
  /** What Tab completes: the name that an arrow has chosen, else the first one beside what is typed. */
  const completion = computed(() => {
    const { value: option } = chosenOption
    return option?.isTyped === false ? option : offered.value.find(({ isTyped }) => !isTyped)
  })
  /** Tab never leaves letters behind, with keys that would mean something else; in an empty field it goes on, as everywhere. */
  function complete(): boolean {
    if (text.value.trim() === '') return false
    if (completion.value !== undefined) {
      write(completion.value.name)
      isCompleted.value = true
    }
    return true
  }
  /**
   * A key in the field, letters left aside.
   * @returns whether it meant something here.
   */
  function press(pressed: KeyPress): boolean {
    const action = actionOf('name', pressed)
    if (action === 'complete') return complete()
    if (action === 'take') enter(pressed)
    else if (action === 'close') onClose()
    else if (action !== undefined) move(action === 'next' ? 1 : -1)
    return action !== undefined
  }

  return {
    ...{ text, chosen, options: offered, completion, isUnfinished, isAsked, isCompleted },
    ...{ write, take, press },
  }
}

export type ClassChoice = ReturnType<typeof useClassChoice>
