/** @file The libraries that were open lately, and opening one. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { LibraryEntry } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { useClient } from '../connection/use-client.ts'

export const useLibraries = defineStore('libraries', () => {
  const client = useClient()
  /** Newest first; undefined until they are known. */
  const entries = shallowRef<LibraryEntry[]>()
  const error = shallowRef<AppError>()
  const opening = ref<string>()

  async function refresh(): Promise<void> {
    await attempt(async () => {
      entries.value = (await client.call('libraries', {})).libraries
    })
  }
  /** @returns whether it is open now. */
  async function open(library: string): Promise<boolean> {
    opening.value = library
    const done = await attempt(() => client.call('open', { library }))
    opening.value = undefined
    return done
  }
  async function create(name: string): Promise<boolean> {
    return attempt(() => client.call('open', { name: name.slice(0, 80) }))
  }
  async function forget(library: string): Promise<void> {
    await attempt(() => client.call('forgetLibrary', { library }))
    await refresh()
  }
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      error.value = undefined
      return true
    } catch (thrown) {
      const problem = AppError.from(thrown)
      if (problem.code !== 'disconnected') error.value = problem
      return false
    }
  }

  return { entries, error, opening, refresh, open, create, forget }
})
