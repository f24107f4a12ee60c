/** @file What the library shows about itself, and what the person has done about it since. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Output } from '../../../shared/contract.ts'
import { rowOfPhoto } from '../../stores/arrange-photos.ts'
import { KeptLabels } from './kept-labels.ts'
import { useClient } from '../../connection/use-client.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { useLibrary } from '../../stores/library.ts'
import { usePhotos } from '../../stores/photos.ts'

export type Mislabel = Output<'insights'>['mislabels'][number]

export const useInsights = defineStore('insights', () => {
  const task = engineTask('insights')
  const library = useLibrary()
  const photos = usePhotos()
  const client = useClient()

  /** Whether labels have changed since the last run. */
  const isStale = ref(false)
  const key = computed(() => library.status?.key ?? '')
  const kept = shallowRef(new KeptLabels(localStorage, key.value))
  watch(key, (now) => {
    kept.value = new KeptLabels(localStorage, now)
  })
  client.on('decided', () => {
    isStale.value = task.result.value !== undefined
  })

  /** Suspicions that the person has not dismissed at the time of the run: what is decided afterwards stays in its place. */
  const mislabels = shallowRef<readonly Mislabel[]>([])
  watch(task.result, (result) => {
    mislabels.value = result?.mislabels.filter((each) => !kept.value.has(each)) ?? []
  })

  async function run(): Promise<void> {
    if (await task.run({})) isStale.value = false
  }
  /** The label as it is now: it may have been changed, and changed back. */
  function classOf({ id, class: before }: Mislabel): string | null {
    const { columns } = photos
    const row = columns === undefined ? -1 : rowOfPhoto(columns, id)
    if (columns === undefined || row < 0) return before
    return columns.confirmed[row] === 1 ? columns.classes[columns.classOf[row]] : null
  }
  async function keep(suspect: Mislabel): Promise<void> {
    kept.value = kept.value.with(suspect, !kept.value.has(suspect))
    if (classOf(suspect) !== suspect.class) await photos.relabel([suspect.id], suspect.class)
  }
  async function change(suspect: Mislabel): Promise<void> {
    kept.value = kept.value.with(suspect, false)
    await photos.relabel([suspect.id], suspect.suggested)
  }
  function isKept(suspect: Mislabel): boolean {
    return kept.value.has(suspect) && classOf(suspect) === suspect.class
  }

  return { ...task, isStale, mislabels, run, classOf, isKept, keep, change }
})
