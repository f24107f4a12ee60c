/** @file All photos as columns, how the library shows them, and what the person does to them by hand. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, triggerRef } from 'vue'
import { SetAsideAs } from '../../shared/set-aside.ts'
import { arrangePhotos, countClasses, countStates, rowOfPhoto } from './arrange-photos.ts'
import { useEngineQuery } from '../connection/engine-query.ts'
import { useClient } from '../connection/use-client.ts'
import { i18n } from '../i18n.ts'
import type { Grouping } from './group-rows.ts'
import { useDecisions } from './decisions.ts'
import { useKnownQuality } from './known-quality.ts'
import { useOwnOrAsked } from './own-or-asked.ts'
import { EVERYTHING, isPartOf, partsInForce, type FoundPhotos, type PhotoFilter } from './photo-filter.ts'
import { searchableNames } from './photo-search.ts'
import { isKnownEnough, type KnownPhotos } from './photo-tests.ts'
import { factsByRow, isSame, stacksByRow } from './row-facts.ts'
import type { SuggestedGroup } from './suggested-groups.ts'
import { isByTime, timeRanksOf, type PhotoOrder } from './sort-rows.ts'
import { useToasts } from './toasts.ts'
import { useKeptPlaces } from './use-kept-places.ts'

/** While a folder is read, photos come every second; where they lie need not be known as often as that they are there. */
const FACTS_REST_MS = 5_000

export const usePhotos = defineStore('photos', () => {
  const client = useClient()
  const toasts = useToasts()
  const decisions = useDecisions()
  const { t, n } = i18n.global
  const filter = reactive<PhotoFilter>({ ...EVERYTHING })
  const { value: order, ask: askForOrder } = useOwnOrAsked<PhotoOrder>('added')
  const { value: grouping, ask: askForGrouping } = useOwnOrAsked<Grouping>('none')
  /** A word whose photos are to be shown alone, while they are looked for. */
  const awaited = ref<string>()
  /** The filter was set by a link just now, and the library has not shown it yet. */
  const isLinked = ref(false)

  // All columns of a large library, and what no decision changes of it: each is read only while a view uses it.
  const read = useEngineQuery((engine) => engine.call('photos', {}), {
    events: ['photos', 'decided', 'head'],
    onDemand: true,
  })
  const readFacts = useEngineQuery((engine) => engine.call('photoFacts', {}), {
    events: ['photos'],
    restMs: FACTS_REST_MS,
    onDemand: true,
  })
  // Compares all photos: not while they come in. A photo that was not compared stands for itself.
  const wantsStacks = computed(() => filter.copies === 'near' || grouping.value === 'stack')
  const readStacks = useEngineQuery(
    (engine) => (wantsStacks.value ? engine.call('stacks', {}) : Promise.resolve(undefined)),
    // Also when a folder was taken away, but not each second while one is read.
    { events: ['photos'], restMs: 10_000, afterIndexing: true, changes: [wantsStacks], onDemand: true },
  )
  const columns = read.value

  /** The same array for as long as the same photos are there, whatever is decided about them. */
  const ids = computed<Int32Array | undefined>((before) => {
    const now = columns.value?.ids
    return before !== undefined && now !== undefined && isSame(before, now) ? before : now
  })
  const { quality, isMeasuring, measureQuality, ...readQuality } = useKnownQuality({
    ids,
    isNeeded: computed(() => filter.flaws.length > 0),
    onStopped: () => (filter.flaws = []),
  })
  const error = computed(() => {
    const all = [read.error, readFacts.error, readStacks.error, readQuality.error]
    return all.find(({ value }) => value !== undefined)?.value
  })
  const facts = computed(
    () => ids.value && readFacts.value.value && factsByRow(ids.value, readFacts.value.value),
  )
  const names = computed(() => facts.value && searchableNames(facts.value))
  const stacks = computed(
    () => ids.value && readStacks.value.value && stacksByRow(ids.value, readStacks.value.value),
  )
  const timeRanks = computed(() => facts.value && timeRanksOf(facts.value.takenAt))
  const known = computed((): KnownPhotos | undefined => {
    if (columns.value === undefined) return undefined
    return {
      columns: columns.value,
      facts: facts.value,
      ...(filter.text.trim() !== '' && { names: names.value }),
      ...(wantsStacks.value && { stacks: stacks.value }),
      ...(isByTime(order.value) && { timeRanks: timeRanks.value }),
      quality: quality.value,
    }
  })

  /** Undefined while something is not known yet that the filter asks for: then nobody can say what it means. */
  const meant = computed(() => {
    if (known.value === undefined || awaited.value !== undefined || !isKnownEnough(known.value, filter))
      return undefined
    const needsFacts = isByTime(order.value) || !['none', 'class', 'stack'].includes(grouping.value)
    if (needsFacts && facts.value === undefined) return undefined
    if (grouping.value === 'stack' && stacks.value === undefined) return undefined
    return arrangePhotos(known.value, filter, order.value, grouping.value)
  })
  /** Changes with what the person, or a link, asks the library for. */
  const asked = computed(() => JSON.stringify([filter, order.value, grouping.value]))
  const places = useKeptPlaces({ now: meant, ids, asked })
  const classCounts = computed(() => (columns.value === undefined ? [] : countClasses(columns.value)))
  const stateCounts = computed(() => (columns.value === undefined ? undefined : countStates(columns.value)))
  const isFiltered = computed(() => partsInForce(filter).length > 0)

  client.onOtherLibrary(clearFilter)
  function clearFilter(): void {
    awaited.value = undefined
    Object.assign(filter, EVERYTHING)
  }
  /** For a view that shows the columns, for as long as it lives. */
  const useColumns = read.use
  /** For one that filters by all that is known. */
  function useFacts(): void {
    readFacts.use()
    readStacks.use()
    readQuality.use()
  }
  async function refresh(): Promise<void> {
    await Promise.all([read, readFacts, readStacks, readQuality].map(({ refresh: again }) => again()))
  }

  /**
   * What another view says about some photos: the library then shows these alone. The order and the groups that the person chose
   * are there again when these are no longer shown.
   */
  function show(wanted: Partial<PhotoFilter>, by: PhotoOrder = order.value): void {
    clearFilter()
    Object.assign(filter, wanted)
    isLinked.value = true
    const isShown = (): boolean => isPartOf(wanted, filter)
    askForOrder(by, isShown)
    if (filter.found !== null) askForGrouping('none', isShown) // they are in an order of their own
  }

  /** What was found by a word, among what is filtered besides: likeliest first, which groups of before would hide. */
  function showFound(found: FoundPhotos): void {
    Object.assign(filter, { text: '', found })
    askForGrouping('none', () => isPartOf({ found }, filter))
  }

  /**
   * Gives photos a class by hand, or takes theirs (`null`), and says what happened.
   * @param only `confirmed` leaves photos alone that have no label yet.
   * @returns how many were changed
   */
  async function relabel(
    ids: readonly number[],
    name: string | null,
    only: 'all' | 'confirmed' = 'all',
  ): Promise<number> {
    if (ids.length === 0) return 0
    try {
      const { labelled } = await client.call('relabel', { ids: [...ids], class: name, only })
      if (labelled > 0) showAtOnce([{ class: name, ids }], (isConfirmed) => only === 'all' || isConfirmed)
      tell(labelled, name)
      return labelled
    } catch (thrown) {
      toasts.reportError(thrown)
      return 0
    }
  }

  /** Gives photos without a label the classes that were suggested for them, as the person saw it. */
  async function confirm(groups: readonly SuggestedGroup[]): Promise<void> {
    if (groups.length === 0) return
    try {
      const sent = groups.map(({ class: name, ids: each }) => ({ class: name, ids: [...each] }))
      const { labelled } = await client.call('confirm', { groups: sent })
      const isAll = labelled === groups.reduce((sum, { ids: each }) => sum + each.length, 0)
      if (isAll) showAtOnce(groups, (isConfirmed) => !isConfirmed) // else only the engine knows which
      say(labelled, t('library.confirm.done', { count: n(labelled) }, labelled))
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }

  /** Those of these photos that have no label and are not set aside. */
  function unconfirmedOf(ids: readonly number[]): number[] {
    const known = columns.value
    if (known === undefined) return []
    return ids.filter((id) => {
      const row = rowOfPhoto(known, id)
      return known.confirmed[row] === 0 && known.setAside[row] === 0
    })
  }

  /** The engine's own answer, with what else follows from the new labels, may take a moment for a large library. */
  function showAtOnce(
    groups: readonly { readonly class: string | null; readonly ids: readonly number[] }[],
    isMeant: (isConfirmed: boolean) => boolean,
  ): void {
    if (columns.value === undefined) return
    const { classes, classOf, probability, confirmed, setAside } = columns.value
    for (const group of groups) {
      const index = group.class === null ? -1 : classes.indexOf(group.class)
      if (group.class !== null && index < 0) continue
      for (const id of group.ids) {
        const row = rowOfPhoto(columns.value, id)
        if (row < 0 || !isMeant(confirmed[row] === 1)) continue
        if (index < 0 && setAside[row] > 0) continue // what is set aside has no class to lose
        setAside[row] = 0
        classOf[row] = index
        probability[row] = index < 0 ? 0 : 1
        confirmed[row] = index < 0 ? 0 : 1
      }
    }
    triggerRef(columns)
  }

  /** The same for photos that are set aside, or brought back. */
  function showAside(ids: readonly number[], as: SetAsideAs | null): void {
    if (columns.value === undefined) return
    const { classOf, probability, confirmed, setAside } = columns.value
    for (const id of ids) {
      const row = rowOfPhoto(columns.value, id)
      if (row < 0 || (as === null && setAside[row] === 0)) continue
      setAside[row] = as === null ? 0 : 1 + SetAsideAs.options.indexOf(as)
      classOf[row] = -1
      probability[row] = confirmed[row] = 0
    }
    triggerRef(columns)
  }

  function tell(labelled: number, name: string | null): void {
    const count = n(labelled)
    say(
      labelled,
      name === null
        ? t('library.unlabelled', { count }, labelled)
        : t('library.labelled', { count, class: name }, labelled),
    )
  }
  function say(labelled: number, sentence: string): void {
    if (labelled === 0) toasts.show(t('library.nothingChanged'))
    else
      toasts.show(sentence, {
        action: { label: t('decisions.undo'), run: () => void decisions.takeBack() },
      })
  }

  return {
    ...{ columns, ids, known, facts, error, filter, awaited, isLinked, order, grouping, asked },
    isReading: read.isReading,
    ...places,
    ...{ classCounts, stateCounts, isFiltered },
    ...{ isMeasuring, measureQuality, qualityError: readQuality.error },
    ...{
      useColumns,
      useFacts,
      refresh,
      show,
      showFound,
      clearFilter,
      relabel,
      confirm,
      showAside,
      unconfirmedOf,
    },
  }
})
