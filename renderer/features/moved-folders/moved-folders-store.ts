/** @file Folders of the library that are not there now: which, where they may be, and that they are there from now on. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { z } from 'zod'
import type { Output } from '../../../shared/contract.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { reportableError } from '../../connection/reportable-error.ts'
import { useClient } from '../../connection/use-client.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { useIndexing } from '../../stores/indexing.ts'
import { useLibrary } from '../../stores/library.ts'

const STORED_AS = 'twinsort.folders-away'
const Paths = z.array(z.string())

export const useMovedFolders = defineStore('moved-folders', () => {
  const client = useClient()
  const library = useLibrary()
  const indexing = useIndexing()
  const search = engineTask('findFolders')
  const { value: folders, refresh } = useEngineQuery(
    async (engine) => (await engine.call('folders', {})).folders,
    // Not with each photo that comes: a line above a page must not appear while it is answered.
    { afterIndexing: true },
  )
  const away = computed(() => (folders.value ?? []).filter(({ isThere, photos }) => !isThere && photos > 0))
  /** Folders that the person knows to be away, e.g. on a drive that is seldom connected. */
  const left = ref(recall())
  const news = computed(() => away.value.filter(({ path }) => !left.value.includes(path)))
  const isAsking = ref(false)
  const isTaking = ref(false)
  const problem = shallowRef<AppError>()
  const fitting = computed(() => (search.result.value?.found ?? []).filter(({ fits }) => fits))

  client.onOtherLibrary(close)

  function ask(): void {
    isAsking.value = true
    void refresh() // its drive may have been connected
  }
  function leave(): void {
    left.value = away.value.map(({ path }) => path)
    try {
      localStorage.setItem(STORED_AS, JSON.stringify(left.value))
    } catch {
      // Then it is said again after the next start.
    }
  }
  async function look(place: string): Promise<void> {
    problem.value = undefined
    search.result.value = undefined
    await search.run({ place })
  }
  /** Takes what is shown, and nothing else. @returns undefined where it was refused */
  async function take(shown: typeof fitting.value): Promise<Output<'moveFolders'> | undefined> {
    if (isTaking.value || library.isReadOnly) return undefined
    isTaking.value = true
    problem.value = undefined
    try {
      const pairs = shown.map(({ from, to }) => ({ from, to }))
      const moved = await client.forOpenLibrary().call('moveFolders', { folders: pairs })
      folders.value = moved.folders
      close()
      void indexing.start(pairs.map(({ to }) => to)) // what changed meanwhile
      return moved
    } catch (thrown) {
      problem.value = reportableError(thrown)
      return undefined
    } finally {
      isTaking.value = false
    }
  }
  function close(): void {
    isAsking.value = false
    problem.value = undefined
    if (search.job.value !== undefined) void search.cancel()
    search.forget()
  }

  return { away, news, isAsking, isTaking, problem, fitting, search, ask, leave, look, take, close }
})

function recall(): string[] {
  try {
    return Paths.catch([]).parse(JSON.parse(localStorage.getItem(STORED_AS) ?? '[]'))
  } catch {
    return []
  }
}
