/** @file All photos as columns, how the library shows them, and what the person does to them by hand. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, triggerRef } from 'vue'
import {
  arrangePhotos,
  countClasses,
  countStates,
  rowOfPhoto,
  type Arrangement,
  type PhotoFilter,
  type PhotoOrder,
} from './arrange-photos.ts'
import { useEngineQuery } from '../connection/engine-query.ts'
import { useClient } from '../connection/use-client.ts'
import { i18n } from '../i18n.ts'
import { useDecisions } from './decisions.ts'
import { useToasts } from './toasts.ts'

const NOTHING: Arrangement = { rows: new Int32Array(), placeOf: new Int32Array() }

const EVERYTHING: PhotoFilter = { class: null, state: 'all', text: '', found: null }

export const usePhotos = defineStore('photos', () => {
  const client = useClient()
  const toasts = useToasts()
  const decisions = useDecisions()
  const { t, n } = i18n.global

  const {
    value: columns,
    error,
    refresh,
    use: useColumns,
  } = useEngineQuery((engine) => engine.call('photos', {}), {
    events: ['photos', 'decided', 'head'],
    onDemand: true, // all columns of a large library
  })
  const filter = reactive<PhotoFilter>({ ...EVERYTHING })
  const order = ref<PhotoOrder>('added')

  const arrangement = computed(() =>
    columns.value === undefined ? NOTHING : arrangePhotos(columns.value, filter, order.value),
  )
  const classCounts = computed(() => (columns.value === undefined ? [] : countClasses(columns.value)))
  const stateCounts = computed(() => (columns.value === undefined ? undefined : countStates(columns.value)))
  const isFiltered = computed(
    () =>
      filter.class !== null || filter.state !== 'all' || filter.text.trim() !== '' || filter.found !== null,
  )

  client.onOtherLibrary(clearFilter)
  function clearFilter(): void {
    Object.assign(filter, EVERYTHING)
  }

  /**
   * Gives photos a class by hand, or takes theirs (`null`), and says what happened.
   * @param only `confirmed` leaves photos alone that have no label yet.
   */
  async function relabel(
    ids: readonly number[],
    name: string | null,
    only: 'all' | 'confirmed' = 'all',
  ): Promise<void> {
    if (ids.length === 0) return
    try {
      const { labelled } = await client.call('relabel', { ids: [...ids], class: name, only })
      if (labelled > 0) showAtOnce(ids, name, only)
      tell(labelled, name)
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }

  /** The engine's own answer, with what else follows from the new labels, may take a moment for a large library. */
  function showAtOnce(ids: readonly number[], name: string | null, only: 'all' | 'confirmed'): void {
    if (columns.value === undefined) return
    const { classes, classOf, probability, confirmed } = columns.value
    const index = name === null ? -1 : classes.indexOf(name)
    for (const id of ids) {
      const row = rowOfPhoto(columns.value, id)
      if (row < 0 || (name !== null && index < 0)) continue
      if (only === 'confirmed' && confirmed[row] === 0) continue
      classOf[row] = index
      probability[row] = name === null ? 0 : 1
      confirmed[row] = name === null ? 0 : 1
    }
    triggerRef(columns)
  }

  function tell(labelled: number, name: string | null): void {
    if (labelled === 0) {
      toasts.show(t('library.nothingChanged'))
      return
    }
    const count = n(labelled)
    const sentence =
      name === null
        ? t('library.unlabelled', { count }, labelled)
        : t('library.labelled', { count, class: name }, labelled)
    toasts.show(sentence, { action: { label: t('decisions.undo'), run: () => void decisions.takeBack() } })
  }

  return {
    ...{ columns, error, filter, order, arrangement, classCounts, stateCounts, isFiltered },
    ...{ useColumns, refresh, clearFilter, relabel },
  }
})
