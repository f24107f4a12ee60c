/** @file The open library: its counters, classes and folders, kept fresh by the engine's events. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useEngineQuery } from '../connection/engine-query.ts'
import { baseName } from '../words/paths.ts'
import { listed } from '../words/lists.ts'

export const useLibrary = defineStore('library', () => {
  const events = ['photos', 'decided', 'head'] as const
  const { value: status, error, refresh } = useEngineQuery((engine) => engine.call('status', {}), { events })

  /** What the person calls it: its folders of photos; empty while it has none. */
  const name = computed(() => {
    if (status.value === undefined) return ''
    const { roots } = status.value
    return listed(roots.map(baseName))
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

  /** With all of its pixels. */
  function full(id: number): string {
    return `/originals/${id}?key=${encodeURIComponent(status.value?.key ?? '')}`
  }

  return { status, error, name, isReadOnly, isEmpty, classNames, refresh, thumbnail, large, full }
})
