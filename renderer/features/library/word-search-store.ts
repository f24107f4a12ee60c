/** @file A word that the person types among the photos: whether the network knows it, and the photos that show it. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { WordMeaning } from '../../../shared/contract/words.ts'
import { useClient } from '../../connection/use-client.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { usePhotos } from '../../stores/photos.ts'
import { useSettings } from '../../stores/settings.ts'
import { useToasts } from '../../stores/toasts.ts'

/** More are looked at with a class and its pages, not here. */
const MOST_SHOWN = 1000

export const useWordSearch = defineStore('word-search', () => {
  const client = useClient()
  const photos = usePhotos()
  const settings = useSettings()
  const toasts = useToasts()
  const task = engineTask('search')
  const meaning = shallowRef<WordMeaning | null>(null)
  /** An answer for what was typed before is not wanted any more. */
  let asked = 0
  let isRestoring = false

  const isConnected = (): boolean => client.state === 'connected'
  const typed = computed(() => photos.filter.text.trim())
  /** What the photos would show: the word, or what it is a kind of; undefined for a word that the network does not know. */
  const offered = computed(() =>
    meaning.value?.isNarrower === true ? meaning.value.kinds[0] : meaning.value?.word,
  )

  watch([typed, () => settings.spoken], () => void lookUp())
  client.onOtherLibrary(() => void lookUp())
  // Which is told at once where there is a connection already.
  client.whenConnected(() => {
    void lookUp()
    void restore()
  })
  watch(
    () => photos.awaited,
    () => {
      if (isRestoring) void task.cancel()
      void restore()
    },
  )
  watch(task.underWay, () => void restore())

  async function lookUp(): Promise<void> {
    const own = ++asked
    meaning.value = null
    if (typed.value.length < 2) return // one letter is a word of WordNet as well
    try {
      const answer = await client.call('lookUpWord', { word: typed.value, language: settings.spoken })
      if (own === asked) meaning.value = answer.meaning
    } catch (thrown) {
      if (own === asked) toasts.reportError(thrown)
    }
  }

  /** Shows the photos of the typed word instead of all, likeliest first. */
  async function search(): Promise<void> {
    const word = offered.value
    const text = typed.value
    if (word === undefined) return
    const found = await find(text)
    if (found === undefined || typed.value !== text) return // another word was typed meanwhile
    photos.awaited = undefined
    photos.showFound({ word, typed: text, photos: found })
  }
  /** Shows those of the word that is awaited: once there is a connection, and no other search under way. */
  async function restore(): Promise<void> {
    const { awaited } = photos
    if (awaited === undefined || isRestoring || task.underWay.value || !isConnected()) return
    isRestoring = true
    const found = await find(awaited)
    isRestoring = false
    if (photos.awaited !== awaited) return restore()
    if (found === undefined && !isConnected()) return // the next connection asks again
    photos.awaited = undefined
    if (found !== undefined) photos.filter.found = { word: awaited, typed: awaited, photos: found }
  }
  async function find(word: string): Promise<number[] | undefined> {
    const isNew = await task.run({ word, language: settings.spoken, limit: MOST_SHOWN })
    if (task.error.value !== undefined) toasts.reportError(task.error.value)
    return isNew ? task.result.value?.photos.map(({ id }) => id) : undefined
  }

  return { offered, underWay: task.underWay, search }
})
