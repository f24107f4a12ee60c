/** @file The open library: its counters, classes and folders, kept fresh by the engine's events. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useEngineQuery } from '../connection/engine-query.ts'
import { baseName } from '../words/paths.ts'
import { listed } from '../words/lists.ts'
import { hashOf } from './text-hash.ts'

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

  const classNumbers = computed(
    () => new Map(classNames.value.map((each, index) => [each, status.value?.classNumbers[index]])),
  )
  /** By which a class has its colour and mark: the engine's number; of a name that no photo has, one that follows from the name. */
  function classNumber(className: string): number {
    return classNumbers.value.get(className) ?? hashOf(className)
  }

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

  return {
    status,
    error,
    name,
    isReadOnly,
    isEmpty,
    classNames,
    classNumber,
    refresh,
    thumbnail,
    large,
    full,
  }
})
