/** @file What goes together, as the engine found it, and whether labels have changed since. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useClient } from '../../../connection/use-client.ts'
import { engineTask } from '../../../stores/engine-task.ts'

export const useAssociations = defineStore('associations', () => {
  const task = engineTask('associations')
  /** All photos are gone through, so it is looked for again only when that is asked for. */
  const isStale = ref(false)
  let decided = 0
  const client = useClient()
  client.on('decided', () => {
    decided += 1
    isStale.value = task.result.value !== undefined
  })
  client.onOtherLibrary(() => {
    isStale.value = false
  })

  async function look(): Promise<void> {
    const before = decided
    // Of what was decided meanwhile nobody knows whether it was seen.
    if (await task.run({})) isStale.value = decided !== before
  }
  return { ...task, isStale, look }
})
