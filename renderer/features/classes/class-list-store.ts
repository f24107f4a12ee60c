/** @file How the list of classes is shown, kept while the person looks at other views. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useClient } from '../../connection/use-client.ts'
import type { ClassOrder } from './class-tree.ts'

export const useClassList = defineStore('class-list', () => {
  const text = ref('')
  const order = ref<ClassOrder>('name')
  /** Full names of classes whose children are hidden. */
  const folded = shallowRef<ReadonlySet<string>>(new Set())
  /** The class that has the focus, or had it last. */
  const focused = ref<string>()

  useClient().onOtherLibrary(() => {
    text.value = ''
    folded.value = new Set()
    focused.value = undefined
  })

  function fold(name: string, isOpen: boolean): void {
    const next = new Set(folded.value)
    if (isOpen) next.delete(name)
    else next.add(name)
    folded.value = next
  }

  return { text, order, folded, focused, fold }
})
