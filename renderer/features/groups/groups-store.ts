/** @file The groups of the open library, how they are ordered, and what the person does to them. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Input, Output } from '../../../shared/contract.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient } from '../../connection/use-client.ts'
import { i18n } from '../../i18n.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { usePhotos } from '../../stores/photos.ts'
import { useToasts } from '../../stores/toasts.ts'
import {
  groupCards,
  groupMembers,
  keptCards,
  orderedCards,
  type GroupCard,
  type GroupOrder,
} from './group-cards.ts'

export const useGroups = defineStore('groups', () => {
  const client = useClient()
  const photos = usePhotos()
  const toasts = useToasts()
  const task = engineTask('group')
  const { t, n } = i18n.global

  const {
    value: grouping,
    error,
    refresh,
    use,
  } = useEngineQuery((engine) => engine.call('grouping', {}), {
    events: ['grouping', 'head'],
    onDemand: true, // of all photos
  })
  const order = ref<GroupOrder>('size')
  /** Counts how often they were to be ordered anew. */
  const turn = ref(0)
  /** As an empty field has it: as many as suit the photos. */
  const wanted = ref<number | ''>('')
  const isChanging = ref(false)
  let hasBegun = false

  /** What stands in the cards: the numbers of the groups hold for this one alone. */
  const shown = computed(() => grouping.value?.grouping ?? undefined)
  const members = computed(() =>
    photos.columns === undefined || grouping.value === undefined
      ? undefined
      : groupMembers(photos.columns, grouping.value),
  )
  const unordered = computed(() =>
    photos.columns === undefined || members.value === undefined
      ? []
      : groupCards(photos.columns, members.value.groups),
  )
  const ordered = computed(() => orderedCards(unordered.value, order.value))
  /** Cards as they were ordered when that was asked for last. */
  const placed = computed<{ asked: string; cards: GroupCard[] }>((before) => {
    const asked = `${shown.value?.id} ${order.value} ${turn.value}`
    const isKept = before?.asked === asked && before.cards.length > 0
    const stood = isKept ? before.cards.map(({ group }) => group) : undefined
    return { asked, cards: stood === undefined ? ordered.value : keptCards(ordered.value, stood) }
  })
  const cards = computed(() => placed.value.cards)
  /** What was decided since puts them in another order. */
  const isMoved = computed(() => cards.value.some(({ group }, place) => group !== ordered.value[place].group))
  const isKnown = computed(() => members.value !== undefined)
  /** Why it may be time to group again: photos that came in, or another way to compare them. */
  const ungrouped = computed(() => members.value?.ungrouped ?? 0)

  client.onOtherLibrary(() => {
    wanted.value = ''
    hasBegun = false
  })

  function sortAgain(): void {
    turn.value += 1
  }
  /** Without a question, and once: where that was stopped or has failed, groups are made only when they are asked for. */
  function groupFirst(): void {
    if (hasBegun) return
    hasBegun = true
    void group()
  }
  async function group(): Promise<void> {
    const isDone = await task.run({ clusters: wanted.value === '' ? 'auto' : wanted.value })
    if (task.error.value === undefined) await refresh()
    const made = shown.value
    if (!isDone || made === undefined || made.isFirst) return
    const count = task.result.value?.clusters ?? 0
    tell(t('groups.grouped', { count: n(count) }, count), made.id)
  }

  /**
   * @param seen the grouping that the person means: where it is not the newest any more, nothing changes, and that is said.
   * @returns undefined where it was not done.
   */
  async function change(
    how: Input<'changeGrouping'>['change'],
    seen: number | undefined,
  ): Promise<Output<'changeGrouping'> | undefined> {
    if (seen === undefined || isChanging.value) return undefined
    isChanging.value = true
    const engine = client.forOpenLibrary()
    try {
      const output = await engine.call('changeGrouping', { grouping: seen, change: how })
      if (output.grouping !== seen) await refresh()
      return engine.isOpen ? output : undefined
    } catch (thrown) {
      toasts.reportError(thrown)
      if (engine.isOpen) await refresh()
      return undefined
    } finally {
      isChanging.value = false
    }
  }
  /** @returns whether it was done. */
  async function merge(groups: readonly number[]): Promise<boolean> {
    const done = await change({ kind: 'merge', groups: [...groups] }, shown.value?.id)
    if (done === undefined) return false
    tell(t('groups.merged', { count: n(groups.length) }, groups.length), done.grouping)
    return true
  }
  /** @param seen the grouping in which the person chose the group. @returns whether it was done. */
  async function split(group: number, into: number, seen: number | undefined): Promise<boolean> {
    const done = await change({ kind: 'split', group, into }, seen)
    if (done === undefined) return false
    const { parts = into } = done
    tell(t('groups.split', { count: n(parts) }, parts), done.grouping)
    return true
  }
  /** Says what was done, and offers to take back just that. */
  function tell(text: string, made: number): void {
    const run = (): void => void takeBack(made)
    toasts.show(text, { action: { label: t('decisions.undo'), run } })
  }
  async function takeBack(made: number): Promise<void> {
    if ((await change({ kind: 'undo' }, made)) !== undefined) toasts.show(t('groups.undone'))
  }
  /** @returns false where a decision is newer than these groups, or no groups were before them: then a decision is next. */
  async function stepBack(): Promise<boolean> {
    const seen = shown.value
    if (seen === undefined || seen.isFirst) return false
    const done = await change({ kind: 'undo', unlessDecided: true }, seen.id)
    if (done?.grouping === seen.id) return false
    if (done !== undefined) toasts.show(t('groups.undone'))
    return true
  }

  return {
    ...{ cards, order, isMoved, sortAgain, wanted, isKnown, shown, ungrouped, isChanging },
    ...{ error, refresh, use, groupFirst, group, merge, split, stepBack },
    ...{ job: task.job, underWay: task.underWay, cancelling: task.cancelling, cancel: task.cancel },
    ...{ groupError: task.error, dismiss: task.forget },
  }
})
