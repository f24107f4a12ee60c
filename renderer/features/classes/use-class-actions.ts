/** @file What can be done to the classes that are selected, by keys, by the menu and by the bar below the list. */
import { computed, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { useLibrary } from '../../stores/library.ts'
import { usePhotos } from '../../stores/photos.ts'
import type { ClassNode } from './class-tree.ts'
import type { ClassSelection } from './use-class-selection.ts'

/** Which photos of a class the library shows. */
export type ShownState = 'all' | 'confirmed' | 'suggested'

/** Which dialog is open, about which classes. */
export interface ClassTask {
  readonly what: 'rename' | 'mark' | 'merge' | 'split' | 'remove'
  readonly classes: readonly ClassNode[]
}

/** The photos of a class that are shown large, and which of them comes first. */
export interface LargeStrip {
  readonly node: ClassNode
  readonly photo: number
}

export function useClassActions(selection: ClassSelection) {
  const router = useRouter()
  const library = useLibrary()
  const photos = usePhotos()
  const task = shallowRef<ClassTask>()
  const large = shallowRef<LargeStrip>()

  const only = computed(() => (selection.targets.value.length === 1 ? selection.targets.value[0] : undefined))
  /** What has no effect by its key is grey in the menu. */
  const can = computed(() => {
    const isWritable = !library.isReadOnly
    const isOne = isWritable && only.value !== undefined
    return {
      open: only.value !== undefined,
      large: only.value !== undefined && only.value.typical.length + only.value.leastSure.length > 0,
      suggested: (only.value?.suggested ?? 0) > 0,
      rename: isOne,
      // One that only joins others has no photo of its own to show it on.
      mark: isOne && library.classNames.includes(only.value.name),
      merge: isWritable && selection.targets.value.length > 0,
      // Only photos of its own can be told apart: those below have names already.
      split: isOne && only.value.ownConfirmed > 1,
      remove: isOne,
    }
  })

  function show(node: ClassNode | undefined, state: ShownState): void {
    if (node === undefined) return
    photos.show({ classes: [node.name], state }, state === 'suggested' ? 'unsure' : 'sure')
    void router.push({ name: 'library' })
  }
  function showLarge(node: ClassNode | undefined, photo?: number): void {
    const first = photo ?? node?.typical.at(0) ?? node?.leastSure.at(0)?.id
    if (node !== undefined && first !== undefined) large.value = { node, photo: first }
  }
  function begin(what: ClassTask['what']): void {
    if (can.value[what]) task.value = { what, classes: selection.targets.value }
  }
  /** @param name what the class is called now; null where it is gone */
  function end(name: string | null): void {
    task.value = undefined
    if (name !== null) selection.follow(name)
    else selection.clear()
  }

  return { only, can, task, large, show, showLarge, begin, end }
}

export type ClassActions = ReturnType<typeof useClassActions>
