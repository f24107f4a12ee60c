/**
 * @file What the page of suspected labels shows: one photo, or all of its kind, whose label is doubted in the same way; and which of
 * them an answer is for. Photos of a kind are selected and left out as on a page of the review.
 */
import { computed, onScopeDispose, ref, shallowRef, toRef, watch } from 'vue'
import { useEngineEvent } from '../../../connection/use-client.ts'
import { useDecisions } from '../../../stores/decisions.ts'
import {
  marksWithoutSteps,
  stepBack,
  stepForth,
  stepTo,
  withLeftOut,
  withoutLeftOut,
  type MarkSteps,
} from '../../../stores/marks.ts'
import { useItemSelection } from '../../../ui/focus/use-item-selection.ts'
import { isOfKind, useSuspects, type Suspect } from './suspects-store.ts'

/** As many as a page of the review holds: nothing is decided about photos that nobody saw. */
export const MOST_OF_KIND = 60

type LeftOut = ReadonlySet<number>
const NONE_OUT = marksWithoutSteps<LeftOut>(new Set())

export function useSuspectPage() {
  const suspects = useSuspects()
  const decisions = useDecisions()
  /** The focused one, also when it has left the list: what follows it is of its kind, or is not. */
  const focused = shallowRef<Suspect>()
  /** Where the focused one stands, for when it goes. */
  const place = ref(0)
  /** One of those whose kind is shown; undefined while one photo is. */
  const kind = shallowRef<Suspect>()
  const isKind = computed(() => kind.value !== undefined)
  /** Which photos of the kind the person left out, with the steps. */
  const steps = shallowRef<MarkSteps<LeftOut>>(NONE_OUT)

  const list = computed(() => suspects.list ?? [])
  const current = computed<Suspect | undefined>(() => list.value.at(place.value))
  const sameKind = computed(() => {
    const one = kind.value ?? current.value
    return one === undefined ? [] : list.value.filter((other) => isOfKind(one, other))
  })
  const shown = computed(() => {
    if (isKind.value) return sameKind.value.slice(0, MOST_OF_KIND)
    return current.value === undefined ? [] : [current.value]
  })
  const shownIds = computed(() => shown.value.map(({ id }) => id))
  /** Changes with whatever is shown. */
  const pageKey = computed(() => shownIds.value.join())
  /** Of one photo there is nothing to select. */
  const selection = useItemSelection(
    computed(() => (isKind.value ? shownIds.value : [])),
    toRef(() => 0),
  )
  const leftOut = computed(() => steps.value.marks)
  const inside = computed(() => shown.value.filter(({ id }) => !leftOut.value.has(id)))
  /** Whom an answer is for: the selected ones, else all that are not left out. */
  const meant = computed(() => {
    const { value: selected } = selection.selected
    if (!isKind.value || selected.size === 0) return inside.value
    const ids = new Set(withoutLeftOut(leftOut.value, [...selected]))
    return shown.value.filter(({ id }) => ids.has(id))
  })

  watch(list, (now, before) => {
    const known = new Set(before.map(({ id }) => id))
    const back = now.findIndex(({ id }) => !known.has(id))
    const same = now.findIndex(({ id }) => id === focused.value?.id)
    // What is taken back is shown again.
    if (back >= 0 && before.length > 0 && now.length > before.length) focus(back)
    else if (same >= 0) place.value = same
    else focus(nextOf(now))
    if (isKind.value && sameKind.value.length < 2) showOne()
  })
  /** After the focused one has gone: of its kind, while its kind is shown, the next one or the last one. */
  function nextOf(now: readonly Suspect[]): number {
    const places = isKind.value ? sameKind.value.map((other) => now.indexOf(other)) : []
    return places.find((at) => at >= place.value) ?? places.at(-1) ?? Math.min(place.value, now.length - 1)
  }
  // Keys move the focus among photos of a kind: what is said of one, and shown large, is that one.
  watch(selection.focused, (id) => {
    const at = isKind.value ? list.value.findIndex((each) => each.id === id) : -1
    if (at < 0) return
    place.value = at
    focused.value = list.value[at]
  })

  function focus(to: number): void {
    const next = Math.max(0, Math.min(to, list.value.length - 1))
    const [before, after] = [focused.value, list.value.at(next)]
    const isSame = before !== undefined && after !== undefined && isOfKind(before, after)
    place.value = next
    focused.value = after
    if (!isSame || !isKind.value) showOne()
    else focusShown()
  }
  /** Beyond the most that are shown, the first one. */
  function focusShown(): void {
    selection.focus(Math.max(0, shownIds.value.indexOf(current.value?.id ?? -1)), 'keep')
  }
  function showOne(): void {
    kind.value = undefined
    selection.clear()
    steps.value = NONE_OUT
  }
  function showKind(): void {
    if (isKind.value || sameKind.value.length < 2) return
    kind.value = current.value
    focusShown()
  }
  /** Leaves photos of the kind out, or takes them back in: the given ones, else the selected ones, else the focused one. */
  function leaveOut(ids: readonly number[] = selection.targets(), out?: boolean): void {
    if (!isKind.value || ids.length === 0) return
    steps.value = stepTo(steps.value, withLeftOut(leftOut.value, ids, out))
    selection.clear()
    decisions.madeStep()
  }
  function turnSteps(next: MarkSteps<LeftOut> | undefined): boolean {
    if (!isKind.value || next === undefined) return false
    steps.value = next
    selection.clear()
    return true
  }
  onScopeDispose(
    decisions.followView({
      stepBack: () => turnSteps(stepBack(steps.value)),
      stepForth: () => turnSteps(stepForth(steps.value)),
    }),
  )
  // Whoever made it: a decision is what can be undone next, and one that is undone what can be done again next.
  useEngineEvent('decided', dropSteps)
  /** What is left out stays so. */
  function dropSteps(): void {
    steps.value = marksWithoutSteps(leftOut.value)
  }
  /** Where others of the kind are left to answer about, these stay. */
  async function answer(name: string): Promise<void> {
    const whom = meant.value
    if (whom.length === 0) return
    if (inside.value.every((each) => whom.includes(each))) showOne()
    else {
      selection.clear()
      dropSteps() // before the engine says that it has decided
    }
    await suspects.answer(whom, name)
  }

  if (list.value.length > 0) focus(0)
  return {
    ...{ list, current, place, sameKind, shown, meant, isKind, leftOut, selection, pageKey },
    ...{ focus, showOne, showKind, leaveOut, answer },
  }
}

export type SuspectPage = ReturnType<typeof useSuspectPage>
