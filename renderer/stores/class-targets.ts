/** @file The classes at the side of the photos, on which these are dropped, and the photos that are dragged now. */
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import { useClient } from '../connection/use-client.ts'
import { useLibrary } from './library.ts'
import { latestClasses, latestTargets, settledTargets, withNewTargets } from './target-order.ts'

const STORED_AS = 'twinsort.class-targets'
const CLOSED = 'closed'

export interface DraggedPhotos {
  readonly photos: readonly number[]
  /** Address of the picture that goes with the pointer. */
  readonly picture: string
  /** CSS pixels of the window. */
  readonly x: number
  readonly y: number
  /** The class that they would be dropped on. */
  readonly over: string | undefined
}

export const useClassTargets = defineStore('class-targets', () => {
  const library = useLibrary()
  /** All classes. */
  const names = shallowRef<readonly string[]>([])
  /** The few that stand above all others. */
  const latestNames = shallowRef<readonly string[]>([])
  /** Whether they are shown; the window remembers it. */
  const isOpen = ref(localStorage.getItem(STORED_AS) !== CLOSED)
  const dragged = shallowRef<DraggedPhotos>()
  /** The classes that got photos last, newest first. */
  let latest: readonly string[] = []
  /** Photos of each class, as the engine said last; undefined until it has. */
  let counts: ReadonlyMap<string, number> | undefined

  watch(isOpen, (now) => {
    localStorage.setItem(STORED_AS, now ? 'open' : CLOSED)
  })
  watch(() => library.status?.classes, read, { immediate: true })
  useClient().onOtherLibrary(() => {
    names.value = []
    latestNames.value = []
    dragged.value = undefined
    latest = []
    counts = undefined
  })

  function read(classes: readonly { name: string; photos: number }[] | undefined): void {
    if (classes === undefined) return
    if (counts !== undefined) latest = latestClasses(latest, counts, classes)
    counts = new Map(classes.map(({ name, photos }) => [name, photos]))
    names.value = withNewTargets(names.value, classes)
  }
  /** Nothing is aimed at at the moment: classes may change places. */
  function settle(): void {
    if (dragged.value !== undefined) return
    const classes = library.status?.classes ?? []
    read(library.status?.classes)
    names.value = settledTargets(classes)
    latestNames.value = latestTargets(latest, classes)
  }

  return { names, latestNames, isOpen, dragged, settle }
})
