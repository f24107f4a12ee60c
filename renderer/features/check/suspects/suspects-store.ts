/** @file Labels that may be wrong, as the engine found them, without those that the person has answered about since. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Output } from '../../../../shared/contract.ts'
import { useEngineQuery } from '../../../connection/engine-query.ts'
import { useClient } from '../../../connection/use-client.ts'
import { i18n } from '../../../i18n.ts'
import { useDecisions } from '../../../stores/decisions.ts'
import { engineTask } from '../../../stores/engine-task.ts'
import { useToasts } from '../../../stores/toasts.ts'
import { useStaleness } from '../check-task.ts'

export type Suspect = Output<'suspects'>['suspects'][number]

/** Suspects that are doubted in the same way: of one class, and thought to be of one other. */
export function isOfKind(one: Suspect, other: Suspect): boolean {
  return one.class === other.class && one.suggested === other.suggested
}

export const useSuspects = defineStore('suspects', () => {
  const client = useClient()
  const toasts = useToasts()
  const decisions = useDecisions()
  const { t, n } = i18n.global
  /** The snapshot whose labels contradict; undefined for what Twinsort doubts by itself. */
  const by = shallowRef<string>()
  const task = engineTask('suspects')
  /** Answered about, while the answer is on its way. */
  const pending = shallowRef<ReadonlySet<number>>(new Set())

  const found = computed(() => task.result.value?.suspects)
  const open = useEngineQuery(
    async (engine) => {
      const { value: of } = found
      const labels = of?.map(({ id, class: name }) => ({ id, class: name })) ?? []
      const ids =
        labels.length === 0 ? [] : (await engine.call('openSuspects', { labels, ...contradiction() })).ids
      return { of, ids: new Set(ids) }
    },
    { events: ['decided'], changes: [found], onDemand: true },
  )
  /** Most doubtful first; undefined until they were looked for. */
  const list = computed(() => {
    const known = open.value.value
    const isKnown = known !== undefined && known.of === found.value
    return found.value?.filter(({ id }) => !pending.value.has(id) && (!isKnown || known.ids.has(id)))
  })
  const { isStale, lookAnew, deciding } = useStaleness(() => found.value !== undefined)

  /** Looks anew where something else contradicts now. */
  async function contradictBy(snapshot: string | undefined): Promise<void> {
    if (snapshot === by.value) return
    by.value = snapshot
    task.forget()
    await look()
  }
  function contradiction(): { snapshot?: string } {
    return by.value === undefined ? {} : { snapshot: by.value }
  }
  const look = () => lookAnew(() => task.run(contradiction()))
  client.onOtherLibrary(() => {
    by.value = undefined
  })

  /** What these photos are, whose label was shown as doubted; one decision. They go at once, and come back where that fails. */
  async function answer(suspects: readonly Suspect[], name: string): Promise<void> {
    const doubted = suspects.at(0)?.class
    if (doubted === undefined) return
    const ids = suspects.map(({ id }) => id)
    pending.value = new Set([...pending.value, ...ids])
    try {
      const done = await deciding(
        () => client.call('answerSuspects', { doubted, ids, class: name }),
        ({ labelled }) => labelled > 0,
      )
      tell(done, name)
      await open.refresh()
    } catch (thrown) {
      toasts.reportError(thrown)
    } finally {
      pending.value = new Set([...pending.value].filter((id) => !ids.includes(id)))
    }
  }
  function tell({ answered, labelled, left }: Output<'answerSuspects'>, name: string): void {
    const count = n(answered)
    const said = t(`check.suspects.${labelled === 0 ? 'kept' : 'changed'}`, { count, class: name }, answered)
    const undo = { label: t('decisions.undo'), run: () => void decisions.takeBack() }
    if (answered === 0) toasts.show(t('check.suspects.changedMeanwhile'))
    else if (left === 0) toasts.show(said, { action: undo })
    else toasts.show(t('check.suspects.left', { said, count: n(left) }, left), { action: undo })
  }

  return {
    ...{ list, isStale, look, by, contradictBy, answer, use: open.use, error: task.error },
    ...{ job: task.job, underWay: task.underWay, cancelling: task.cancelling, cancel: task.cancel },
  }
})
