/** @file What goes together, as the engine found it, and whether labels have changed since. */
import { defineStore } from 'pinia'
import { engineTask } from '../../../stores/engine-task.ts'
import { useStaleness } from '../check-task.ts'

export const useAssociations = defineStore('associations', () => {
  const task = engineTask('associations')
  const { isStale, lookAnew } = useStaleness(() => task.result.value !== undefined)
  return { ...task, isStale, look: () => lookAnew(() => task.run({})) }
})
