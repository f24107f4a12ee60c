/**
 * @file A choice of the person's own, such as the order of the library, in whose place another one holds for as long as what a link
 * showed is shown: what a person chose is there again when they come back from it.
 */
import { computed, shallowRef, type ShallowRef, type WritableComputedRef } from 'vue'

export interface OwnOrAsked<T> {
  /** What holds. Whoever sets it makes it their own. */
  readonly value: WritableComputedRef<T>
  readonly ask: (value: T, isShown: () => boolean) => void
}

interface Asked<T> {
  readonly value: T
  readonly isShown: () => boolean
}

export function useOwnOrAsked<T>(initial: T): OwnOrAsked<T> {
  const own: ShallowRef<T> = shallowRef<T>(initial)
  const asked: ShallowRef<Asked<T> | undefined> = shallowRef<Asked<T>>()
  const value = computed<T>({
    get: () => (asked.value?.isShown() === true ? asked.value.value : own.value),
    set: (wanted) => {
      asked.value = undefined
      own.value = wanted
    },
  })
  function ask(wanted: T, isShown: () => boolean): void {
    asked.value = { value: wanted, isShown }
  }
  return { value, ask }
}
