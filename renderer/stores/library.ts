/** @file The open library: its counters, classes and folders, kept fresh by the engine's events. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Output } from '../../shared/contract.ts'
import type { AppError } from '../../shared/errors.ts'
import { coalesce } from '../connection/coalesce.ts'
import { useClient } from '../connection/use-client.ts'
import { worthTelling } from '../connection/worth-telling.ts'
import { baseName } from '../words/paths.ts'

export const useLibrary = defineStore('library', () => {
  const client = useClient()
  const status = shallowRef<Output<'status'>>()
  const error = ref<AppError>()

  const refresh = coalesce(async () => {
    try {
      status.value = await client.call('status', {})
      error.value = undefined
    } catch (thrown) {
      error.value = worthTelling(thrown) ?? error.value
    }
  })
  const refreshSoon = (): void => void refresh()
  client.whenConnected(refreshSoon)
  client.on('photos', refreshSoon)
  client.on('decided', refreshSoon)
  client.on('head', refreshSoon)
  client.onOtherLibrary(() => {
    status.value = undefined
    refreshSoon()
  })

  /** What the person calls it: its folders of photos; empty while it has none. */
  const name = computed(() => {
    if (status.value === undefined) return ''
    const { roots } = status.value
    return roots.map(baseName).join(', ')
  })
  /** Nothing can be written where it lies: it is looked at and exported. */
  const isReadOnly = computed(() => status.value?.readOnly === true)
  const isEmpty = computed(() => status.value?.photos === 0)
  const classNames = computed(() => status.value?.classes.map((each) => each.name) ?? [])

  /** Address of a picture; it stays the same for as long as the library lives, so the browser keeps the picture. */
  function thumbnail(id: number): string {
    return `/thumbnails/${id}?key=${encodeURIComponent(status.value?.key ?? '')}`
  }
  function large(id: number): string {
    return `/photos/${id}?key=${encodeURIComponent(status.value?.key ?? '')}`
  }

  return { status, error, name, isReadOnly, isEmpty, classNames, refresh, thumbnail, large }
})
