/** @file The libraries that were open lately, and opening one. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { z } from 'zod'
import type { Input } from '../../shared/contract.ts'
import type { LibraryEntry } from '../../shared/contract/room.ts'
import { JobKind } from '../../shared/jobs.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { useClient } from '../connection/use-client.ts'
import { reportableError } from '../connection/reportable-error.ts'

/** What is under way, by kind, and where the answer goes: true to leave all the same. */
interface LeavingQuestion {
  /** What would stop it. */
  by: 'open' | 'restore' | 'question'
  jobs: readonly JobKind[]
  answer: (leaves: boolean) => void
}

/** The engine's `conflict` when jobs are under way. */
const StoppedJobs = z.object({
  code: z.literal('conflict'),
  details: z.object({ jobs: z.array(JobKind) }),
})

export const useLibraries = defineStore('libraries', () => {
  const client = useClient()
  /** Newest first; undefined until they are known. */
  const entries = shallowRef<LibraryEntry[]>()
  const error = shallowRef<AppError>()
  const opening = ref<string>()
  /** One of the list that was lost or is damaged, and the engine's words for that. */
  const lost = shallowRef<{ library: string; error: AppError }>()
  /** Something is under way that would be stopped: the question is on screen. */
  const leaving = shallowRef<LeavingQuestion>()

  async function refresh(): Promise<void> {
    await attempt(async () => {
      entries.value = (await client.call('libraries', {})).libraries
    })
  }
  /** @returns whether it is open now. */
  async function open(library: string): Promise<boolean> {
    opening.value = library
    lost.value = undefined
    const done = await attempt(() => openAnother({ library }))
    opening.value = undefined
    if (error.value !== undefined && isLost(error.value)) {
      lost.value = { library, error: error.value }
      error.value = undefined
    }
    return done
  }
  async function create(name: string): Promise<boolean> {
    return attempt(() => openAnother({ name: name.slice(0, 80) }))
  }
  async function openAnother(wanted: Input<'open'>): Promise<void> {
    await askingFirst('open', (stopJobs) => client.call('open', { ...wanted, stopJobs }))
  }
  /** Asks where it would stop what is under way. @throws AppError `cancelled` when the person rather stays. */
  async function askingFirst<T>(
    by: LeavingQuestion['by'],
    call: (stopJobs: boolean) => Promise<T>,
  ): Promise<T> {
    try {
      return await call(false)
    } catch (thrown) {
      const jobs = StoppedJobs.safeParse(AppError.from(thrown))
      if (!jobs.success) throw thrown
      const { promise, resolve } = Promise.withResolvers<boolean>()
      leaving.value = { by, jobs: jobs.data.details.jobs, answer: resolve }
      const leaves = await promise.finally(() => (leaving.value = undefined))
      if (!leaves) throw new AppError('cancelled', sentence('library-stays-open'))
      return await call(true)
    }
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
      error.value = reportableError(thrown) ?? error.value
      return false
    }
  }

  return { entries, error, opening, lost, leaving, refresh, open, create, forget, askingFirst }
})

/** Whether a backup or a repair may bring the library back. */
export function isLost({ code }: AppError): boolean {
  return code === 'library-incomplete' || code === 'library-damaged'
}
