/** @file Whether the engine is there. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useClient } from '../connection/use-client.ts'

export const useConnection = defineStore('connection', () => {
  const client = useClient()
  const state = ref(client.state)
  /** How often the connection was lost and found again. */
  const returns = ref(0)
  client.onState((next) => {
    if (next === 'connected' && state.value === 'lost') returns.value += 1
    state.value = next
  })
  return { state, returns }
})
