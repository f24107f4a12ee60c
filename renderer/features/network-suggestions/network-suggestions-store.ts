/**
 * @file What is suggested for the photos of this library that have no label yet, before it has learned anything: by a network that was
 * trained elsewhere, or by the names of the classes alone.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { groupSuggestions } from './group-suggestions.ts'
import { useClient } from '../../connection/use-client.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { usePhotos } from '../../stores/photos.ts'
import { useSettings } from '../../stores/settings.ts'

/** How sure a suggestion is to be at first: guesses by names are seldom surer than the second. */
const SURE = 0.8
const LIKELY = 0.5

type SuggestionSource =
  /** Absolute path of a network's file. */
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'names'; readonly names: readonly string[] }

export const useNetworkSuggestions = defineStore('network-suggestions', () => {
  const task = engineTask('suggest')
  const photos = usePhotos()
  const settings = useSettings()
  /** Where the suggestions come from; undefined while nothing is chosen. */
  const source = shallowRef<SuggestionSource>()
  const atLeast = ref(SURE)
  const wanted = ref<string>()
  useClient().onOtherLibrary(() => {
    source.value = undefined
  })

  /** What was labelled or set aside meanwhile, or went by an undo. */
  const labelled = computed(() => {
    const { ids, confirmed, setAside } = photos.columns ?? { ids: [], confirmed: [], setAside: [] }
    return new Set([...ids].filter((_, row) => confirmed[row] === 1 || setAside[row] > 0))
  })
  const grouped = computed(() =>
    groupSuggestions(task.result.value?.suggestions ?? [], labelled.value, atLeast.value),
  )
  const chosen = computed(
    () => grouped.value.classes.find(({ name }) => name === wanted.value) ?? grouped.value.classes.at(0),
  )

  async function askNetwork(file: string): Promise<void> {
    begin({ kind: 'file', file }, SURE)
    await task.run({ by: file })
  }
  async function askNames(names: string[]): Promise<void> {
    begin({ kind: 'names', names }, LIKELY)
    await task.run({ names, language: settings.spoken })
  }
  function begin(from: SuggestionSource, limit: number): void {
    task.forget()
    source.value = from
    atLeast.value = limit
    wanted.value = undefined
  }
  function choose(name: string): void {
    wanted.value = name
  }
  /** Gives these photos the class that is looked at: one decision, which undo takes back as a whole. */
  async function confirm(ids: readonly number[]): Promise<void> {
    if (chosen.value !== undefined) await photos.relabel(ids, chosen.value.name)
  }

  return { ...task, source, atLeast, grouped, chosen, askNetwork, askNames, choose, confirm }
})
