/** @file What the library shows, kept in its places until it is asked for anew [Note: Photos stay where they are]. */
import { computed, ref, type Ref } from 'vue'
import type { Arrangement } from './arrange-photos.ts'
import { asAsked, keepPlaces, UNCHANGED, type KeptArrangement } from './kept-places.ts'

const NOTHING: KeptArrangement = asAsked({
  ...{ rows: new Int32Array(), placeOf: new Int32Array(), groups: [], isByStack: false },
})

interface Meant {
  /** What the filter and the order mean now, by the rows of `ids`; undefined while nobody can say. */
  readonly now: Readonly<Ref<Arrangement | undefined>>
  readonly ids: Readonly<Ref<Int32Array | undefined>>
  /** Another filter, order or grouping is another text. */
  readonly asked: Readonly<Ref<string>>
}

interface Shown {
  /** What was asked for, and when. */
  readonly of: string
  readonly ids: Int32Array
  readonly arrangement: KeptArrangement
}

export function useKeptPlaces({ now, ids, asked }: Meant) {
  /** Counts how often it was asked for anew. */
  const turn = ref(0)
  const shown = computed<Shown | undefined>((before) => {
    if (now.value === undefined || ids.value === undefined) return undefined
    const of = `${turn.value} ${asked.value}`
    const arrangement =
      before?.of === of
        ? keepPlaces(before.arrangement, before.ids, now.value, ids.value)
        : asAsked(now.value)
    return { of, ids: ids.value, arrangement }
  })
  const arrangement = computed(() => shown.value?.arrangement ?? NOTHING)
  const isArranged = computed(() => shown.value !== undefined)
  const changes = computed(() => shown.value?.arrangement.changes ?? UNCHANGED)
  /** Rows of the photos that are shown, and that the filter still means. */
  const fitting = computed(() => {
    const { rows, left } = arrangement.value
    return changes.value.left === 0 && !changes.value.isMoved ? rows : rows.filter((row) => left[row] === 0)
  })

  /** The person asks for the list as it would be now. */
  function renew(): void {
    turn.value += 1
  }
  return { arrangement, isArranged, changes, fitting, renew }
}
