/** @file The comparison of ways to learn: what is to be compared, and how it went. */
import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'
import type { CompareName } from '../../shared/contract/measures.ts'
import { possibleSizes } from '../components/compare/comparison.ts'
import { engineTask } from './engine-task.ts'
import { useLibrary } from './library.ts'

/** Without training, with the usual one, and with two that are quick. */
const USUAL: readonly CompareName[] = ['fast-path', 'ridge', 'triplet', 'supcon', 'cosine-softmax']
const USUAL_REPEATS = 3

export const useComparing = defineStore('comparing', () => {
  const task = engineTask('compare')
  const library = useLibrary()
  const wishes = reactive({
    strategies: [...USUAL],
    /** Sizes that the person does not want: others come by themselves when there are labels for them. */
    withoutSizes: [1, 50],
    repeats: String(USUAL_REPEATS),
  })
  /** Repeats of the comparison whose result is shown. */
  const repeats = ref(USUAL_REPEATS)

  const possible = computed(() => possibleSizes(library.status?.classes.map(({ photos }) => photos) ?? []))
  const sizes = computed(() => possible.value.filter((size) => !wishes.withoutSizes.includes(size)))
  const measurements = computed(() => wishes.strategies.length * sizes.value.length * Number(wishes.repeats))

  async function compare(): Promise<void> {
    if (measurements.value === 0) return
    const wanted = Number(wishes.repeats)
    const isNew = await task.run({
      truth: { kind: 'labels' },
      strategies: [...wishes.strategies],
      labelsPerClass: [...sizes.value],
      repeats: wanted,
    })
    if (isNew) repeats.value = wanted
  }

  return { ...task, wishes, repeats, possible, sizes, measurements, compare }
})
