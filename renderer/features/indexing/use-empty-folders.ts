/** @file What lies in folders of the library in which no photo was found. */
import { shallowRef, watch } from 'vue'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import type { LibraryFolder } from '../../../shared/contract/library.ts'
import type { Output } from '../../../shared/contract.ts'
import { useIndexing } from '../../stores/indexing.ts'
import { useClient, useOtherLibrary } from '../../connection/use-client.ts'

export interface EmptyFolder {
  readonly path: string
  readonly contents: Output<'survey'>
}

/** What is elsewhere is not looked into. */
function isEmpty({ path, isThere, photos }: LibraryFolder): boolean {
  return isThere && photos === 0 && !isElsewhere(path)
}

/** @param folders of the library, with how many photos lie in each. */
export function useEmptyFolders(folders: () => readonly LibraryFolder[]) {
  const client = useClient()
  const indexing = useIndexing()
  const empty = shallowRef<readonly EmptyFolder[]>([])
  /** The last search: earlier answers come too late. */
  let turn = 0

  watch(
    // While photos are read nobody knows yet whether there are none.
    () => (indexing.isRunning ? [] : folders().filter(isEmpty)),
    async (without, before) => {
      const isSame = JSON.stringify(without) === JSON.stringify(before)
      if (isSame) return
      const own = ++turn
      empty.value = []
      const engine = client.forOpenLibrary()
      const surveys = without.map(async ({ path }) => {
        // One that cannot be looked into stands among what could not be read.
        const contents = await engine.call('survey', { folder: path }).catch(() => undefined)
        return contents === undefined ? [] : [{ path, contents }]
      })
      const found = (await Promise.all(surveys)).flat()
      if (engine.isOpen && own === turn) empty.value = found
    },
    { immediate: true },
  )
  useOtherLibrary(() => {
    turn += 1
    empty.value = []
  })
  return empty
}
