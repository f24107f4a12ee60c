/** @file What lies in folders of the library in which no photo was found. */
import { shallowRef, watch } from 'vue'
import type { LibraryFolder } from '../../../shared/contract/library.ts'
import type { Output } from '../../../shared/contract.ts'
import { useClient, useOtherLibrary } from '../../connection/use-client.ts'

export interface EmptyFolder {
  readonly path: string
  readonly contents: Output<'survey'>
}

/** @param folders of the library, with how many photos lie in each. */
export function useEmptyFolders(folders: () => readonly LibraryFolder[]) {
  const client = useClient()
  const empty = shallowRef<readonly EmptyFolder[]>([])

  watch(
    () => folders().filter(({ isThere, photos }) => isThere && photos === 0),
    async (without, before) => {
      const isSame = JSON.stringify(without) === JSON.stringify(before)
      if (isSame) return
      const engine = client.forOpenLibrary()
      const surveys = without.map(async ({ path }) => {
        // One that cannot be looked into stands among what could not be read.
        const contents = await engine.call('survey', { folder: path }).catch(() => undefined)
        return contents === undefined ? [] : [{ path, contents }]
      })
      const found = (await Promise.all(surveys)).flat()
      if (engine.isOpen) empty.value = found
    },
    { immediate: true },
  )
  useOtherLibrary(() => {
    empty.value = []
  })
  return empty
}
