/** @file The open library: its counters, classes and folders, kept fresh by the engine's events. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { ClassColour } from '../../shared/class-marks.ts'
import { useEngineQuery } from '../connection/engine-query.ts'
import { baseName } from '../words/paths.ts'
import { listed } from '../words/lists.ts'
import { hashOf } from './text-hash.ts'

export const useLibrary = defineStore('library', () => {
  const events = ['photos', 'decided', 'head', 'classMarks'] as const
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
  const classMarks = computed(() => new Map(status.value?.classMarks.map((mark) => [mark.class, mark])))
  /** The engine's number; of a name that no photo has, one that follows from the name. */
  function ownNumber(className: string): number {
    return classNumbers.value.get(className) ?? hashOf(className)
  }
  /** By which a class has its colour and mark: its own number, but with the colour that the person chose. */
  function classNumber(className: string): number {
    const own = ownNumber(className)
    const colour = classMarks.value.get(className)?.colour ?? null
    if (colour === null) return own
    const { options } = ClassColour
    return own - (own % options.length) + options.indexOf(colour)
  }
  /** The key that answers with a class, together with Alt; as it is written on the keyboard. */
  function classKey(className: string): string | undefined {
    return classMarks.value.get(className)?.key?.toUpperCase()
  }
  /** @param key as `plainKey` gives it */
  function classOfKey(key: string): string | undefined {
    return [...classMarks.value.values()].find((mark) => mark.key === key)?.class
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
    classMarks,
    ownNumber,
    classNumber,
    classKey,
    classOfKey,
    refresh,
    thumbnail,
    large,
    full,
  }
})
