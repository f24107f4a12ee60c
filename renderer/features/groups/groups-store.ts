/** @file The groups of the open library, how they are ordered, and what the person does to them. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Input } from '../../../shared/contract.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient } from '../../connection/use-client.ts'
import { i18n } from '../../i18n.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { usePhotos } from '../../stores/photos.ts'
import { useToasts } from '../../stores/toasts.ts'
import { groupCards, groupMembers, orderedCards, type GroupOrder } from './group-cards.ts'

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
  /** As an empty field has it: as many as suit the photos. */
  const wanted = ref<number | ''>('')
  const isChanging = ref(false)

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
  const cards = computed(() => orderedCards(unordered.value, order.value))
  const isKnown = computed(() => members.value !== undefined)
  const isGrouped = computed(() => (grouping.value?.grouping ?? null) !== null)
  /** Why it may be time to group again: photos that came in, or another way to compare them. */
  const ungrouped = computed(() => members.value?.ungrouped ?? 0)
  const isOutdated = computed(() => grouping.value?.grouping?.isCurrent === false)

  client.onOtherLibrary(() => {
    wanted.value = ''
  })

  async function group(): Promise<void> {
    await task.run({ clusters: wanted.value === '' ? 'auto' : wanted.value })
    if (task.error.value === undefined) await refresh()
  }

  /** @returns whether it was done. */
  async function change(how: Input<'changeGrouping'>['change']): Promise<boolean> {
    const current = grouping.value?.grouping
    if (current === undefined || current === null || isChanging.value) return false
    isChanging.value = true
    const engine = client.forOpenLibrary()
    try {
      await engine.call('changeGrouping', { grouping: current.id, change: how })
      await refresh()
      return engine.isOpen
    } catch (thrown) {
      toasts.reportError(thrown)
      if (engine.isOpen) await refresh()
      return false
    } finally {
      isChanging.value = false
    }
  }
  async function merge(groups: readonly number[]): Promise<void> {
    if (groups.length < 2 || !(await change({ kind: 'merge', groups: [...groups] }))) return
    tell(t('groups.merged', { count: n(groups.length) }, groups.length))
  }
  async function split(group: number, into: number): Promise<void> {
    if (await change({ kind: 'split', group, into })) tell(t('groups.split', { count: n(into) }, into))
  }
  function tell(text: string): void {
    const label = t('decisions.undo')
    toasts.show(text, { action: { label, run: () => void change({ kind: 'undo' }) } })
  }

  return {
    ...{ cards, order, wanted, isKnown, isGrouped, isOutdated, ungrouped, isChanging, grouping },
    ...{ error, refresh, use, group, merge, split },
    ...{ job: task.job, underWay: task.underWay, cancelling: task.cancelling, cancel: task.cancel },
    ...{ groupError: task.error, dismiss: task.forget },
  }
})
