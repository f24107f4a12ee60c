/** @file Whether the engine is there, and whether its library is still the same. */
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
  /** How often another library was opened: what a view holds is of one of them. */
  const openings = ref(0)
  client.onOtherLibrary(() => {
    openings.value += 1
  })
  return { state, returns, openings }
})
