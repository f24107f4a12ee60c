/** @file What a network that was trained elsewhere suggests for the photos of this library that have no label yet. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { groupSuggestions } from './group-suggestions.ts'
import { useClient } from '../../connection/use-client.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { usePhotos } from '../../stores/photos.ts'

export const useNetworkSuggestions = defineStore('network-suggestions', () => {
  const task = engineTask('suggest')
  const photos = usePhotos()
  /** Absolute path of the network's file; empty while none is chosen. */
  const file = ref('')
  const atLeast = ref(0.8)
  const wanted = ref<string>()
  useClient().onOtherLibrary(() => {
    file.value = ''
  })

  /** Labels that came meanwhile, or went by an undo. */
  const labelled = computed(() => {
    const { ids, confirmed } = photos.columns ?? { ids: [], confirmed: [] }
    return new Set([...ids].filter((_, row) => confirmed[row] === 1))
  })
  const grouped = computed(() =>
    groupSuggestions(task.result.value?.suggestions ?? [], labelled.value, atLeast.value),
  )
  const chosen = computed(
    () => grouped.value.classes.find(({ name }) => name === wanted.value) ?? grouped.value.classes.at(0),
  )

  async function ask(network: string): Promise<void> {
    task.forget()
    file.value = network
    wanted.value = undefined
    await task.run({ by: network })
  }
  function choose(name: string): void {
    wanted.value = name
  }
  /** Gives these photos the class that is looked at: one decision, which undo takes back as a whole. */
  async function confirm(ids: readonly number[]): Promise<void> {
    if (chosen.value !== undefined) await photos.relabel(ids, chosen.value.name)
  }

  return { ...task, file, atLeast, grouped, chosen, ask, choose, confirm }
})
