/**
 * @file What the page of suspected labels shows: one photo, or all of its kind, whose label is doubted in the same way; and which of
 * them an answer is for.
 */
import { computed, ref, shallowRef, watch } from 'vue'
import { isOfKind, useSuspects, type Suspect } from './suspects-store.ts'

/** As many as a page of the review holds: nothing is decided about photos that nobody saw. */
export const MOST_OF_KIND = 60

export function useSuspectPage() {
  const suspects = useSuspects()
  /** The focused one, also when it has left the list: what follows it is of its kind, or is not. */
  const focused = shallowRef<Suspect>()
  /** Where the focused one stands, for when it goes. */
  const place = ref(0)
  const isKind = ref(false)
  /** Photos of the kind that the person left out. */
  const leftOut = shallowRef<ReadonlySet<number>>(new Set())

  const list = computed(() => suspects.list ?? [])
  const current = computed<Suspect | undefined>(() => list.value.at(place.value))
  const sameKind = computed(() => {
    const { value: one } = current
    return one === undefined ? [] : list.value.filter((other) => isOfKind(one, other))
  })
  const shown = computed(() => {
    if (current.value === undefined) return []
    return isKind.value ? sameKind.value.slice(0, MOST_OF_KIND) : [current.value]
  })
  const meant = computed(() => shown.value.filter(({ id }) => !leftOut.value.has(id)))
  /** Changes with whatever is shown. */
  const pageKey = computed(() => shown.value.map(({ id }) => id).join())

  watch(list, (now, before) => {
    const known = new Set(before.map(({ id }) => id))
    const back = now.findIndex(({ id }) => !known.has(id))
    const same = now.findIndex(({ id }) => id === focused.value?.id)
    // What is taken back is shown again.
    if (back >= 0 && before.length > 0 && now.length > before.length) focus(back)
    else if (same >= 0) place.value = same
    else focus(Math.min(place.value, now.length - 1))
  })

  function focus(to: number): void {
    const next = Math.max(0, Math.min(to, list.value.length - 1))
    const [before, after] = [focused.value, list.value.at(next)]
    const isSame = before !== undefined && after !== undefined && isOfKind(before, after)
    place.value = next
    focused.value = after
    if (!isSame || !isKind.value) showOne()
  }
  function showOne(): void {
    isKind.value = false
    leftOut.value = new Set()
  }
  function showKind(): void {
    if (sameKind.value.length > 1) isKind.value = true
  }
  function turnOut(id: number): void {
    const next = new Set(leftOut.value)
    if (!next.delete(id)) next.add(id)
    leftOut.value = next
  }
  async function answer(name: string): Promise<void> {
    const whom = meant.value
    showOne()
    if (whom.length > 0) await suspects.answer(whom, name)
  }

  if (list.value.length > 0) focus(0)
  return {
    ...{ list, current, place, sameKind, shown, meant, isKind, leftOut, pageKey },
    ...{ focus, showOne, showKind, turnOut, answer },
  }
}

export type SuspectPage = ReturnType<typeof useSuspectPage>
