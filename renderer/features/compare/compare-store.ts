/** @file The comparison of ways to learn: what is to be compared, and how it went. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowReactive } from 'vue'
import { comparedBackends } from '../../../shared/contract/backends.ts'
import type { CompareName, CompareRow } from '../../../shared/contract/compare.ts'
import type { Input } from '../../../shared/contract.ts'
import { possibleSizes } from './comparison.ts'
import { contendersOf, measurementsOf, type Part } from './contenders.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient } from '../../connection/use-client.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { useLibrary } from '../../stores/library.ts'

/** Three that tell most: without training, with the usual one, and with the quickest. */
export const USUAL: readonly CompareName[] = ['fast-path', 'triplet', 'cosine-softmax']
const USUAL_REPEATS = 3

export const useComparing = defineStore('comparing', () => {
  const task = engineTask('compare')
  const library = useLibrary()
  const usual = () => ({
    strategies: [...USUAL],
    /** Parts without which a network is measured once more. */
    without: [] as Part[],
    onEveryBackend: false,
    /** Sizes that the person does not want: others come by themselves when there are labels for them. */
    withoutSizes: [1, 50],
    repeats: String(USUAL_REPEATS),
  })
  const options = reactive(usual())
  const isUsual = computed(() => JSON.stringify(options) === JSON.stringify(usual()))
  /** What comparisons under way have measured so far, by the number of the job: another window may have begun one as well. */
  const measured = shallowReactive(new Map<number, readonly CompareRow[]>())
  const soFar = computed(() => measured.get(task.job.value?.id ?? -1) ?? [])
  const client = useClient()
  client.on('compared', ({ job, rows }) => {
    measured.set(job, rows)
  })
  client.on('job', ({ id, finishedAt }) => {
    if (finishedAt !== null) measured.delete(id)
  })
  client.onOtherLibrary(() => {
    measured.clear()
  })
  /** Repeats of the comparison whose result is shown. */
  const repeats = ref(USUAL_REPEATS)
  /** What this machine can train on, fastest first; without an answer there is no choice, and the fastest trains. */
  const { value: machine } = useEngineQuery((engine) => engine.call('doctor', {}))
  const backends = computed(() => comparedBackends(machine.value?.backends ?? []))

  const possible = computed(() => possibleSizes(library.status?.classes.map(({ photos }) => photos) ?? []))
  const sizes = computed(() => possible.value.filter((size) => !options.withoutSizes.includes(size)))
  const contenders = computed(() => contendersOf(options.strategies, options.without))
  const onEvery = computed(() => options.onEveryBackend && backends.value.length > 1)
  const measurements = computed(() =>
    measurementsOf(contenders.value, {
      sizes: sizes.value,
      repeats: Number(options.repeats),
      backends: onEvery.value ? backends.value.length : 1,
    }),
  )

  const asked = computed((): Input<'compare'> & { repeats: number } => ({
    truth: { kind: 'labels' },
    strategies: [...contenders.value],
    ...(onEvery.value ? { backends: [...backends.value] } : {}),
    labelsPerClass: [...sizes.value],
    repeats: Number(options.repeats),
  }))
  /** Seconds; null while nothing is known of this computer. */
  const estimate = useEngineQuery(
    async (engine) => {
      const { value: wanted } = asked
      return measurements.value === 0 ? null : (await engine.call('estimateCompare', wanted)).seconds
    },
    { events: ['decided', 'head'], changes: [asked, task.result], onDemand: true },
  )

  async function compare(): Promise<void> {
    if (measurements.value === 0) return
    const { value: wanted } = asked
    const isNew = await task.run(wanted)
    if (isNew) repeats.value = wanted.repeats
  }

  return {
    ...task,
    ...{ options, isUsual, soFar, repeats, backends, possible, sizes, measurements, compare },
    ...{ estimate: estimate.value, useEstimate: estimate.use },
  }
})
