/** @file From "Choose a folder" to reading it: the dialog, the question where the photos should go, the start. */
import { ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { Output } from '../../../shared/contract.ts'
import { useIndexing } from '../../stores/indexing.ts'
import { useLibraries } from '../../stores/libraries.ts'
import { useLibrary } from '../../stores/library.ts'
import { useSortedFolders } from '../../stores/sorted-folders.ts'
import { baseName } from '../../words/paths.ts'

type LibraryStatus = Pick<Output<'status'>, 'photos' | 'roots' | 'lostLabels'>

/** What our own dialog begins with. */
interface Browsing {
  readonly start?: string | undefined
  readonly hint?: string
}

/** One without photos may still have labels of photos that are gone. */
export function isUnused({ photos, roots, lostLabels }: LibraryStatus): boolean {
  return photos === 0 && roots.length === 0 && lostLabels === 0
}

export function useChooseFolder() {
  const router = useRouter()
  const library = useLibrary()
  const libraries = useLibraries()
  const indexing = useIndexing()
  const sorted = useSortedFolders()
  /** Our own dialog is open: in a browser, which may not tell paths. */
  const browsing = shallowRef<Browsing>()
  /** Chosen folders about which has to be asked whether they go into this library or a new one. */
  const asking = ref<readonly string[]>([])

  /** @param areSorted the folders are the person's classes already */
  async function choose({ areSorted = false } = {}): Promise<void> {
    sorted.isBegun = areSorted
    if (window.twinsort === undefined) browsing.value = {}
    else chosen(await window.twinsort.chooseFolders())
  }
  function chosen(folders: readonly string[]): void {
    browsing.value = undefined
    const { status } = library
    if (folders.length === 0) return
    // What is not known of the open library yet, is no reason to put photos into it.
    const isKnownToLibrary =
      status !== undefined && (isUnused(status) || folders.every((each) => status.roots.includes(each)))
    if (!isKnownToLibrary) asking.value = folders
    else void read(folders)
  }
  async function answer(where: 'here' | 'new'): Promise<void> {
    const folders = asking.value
    asking.value = []
    if (folders.length === 0) return
    if (where === 'here' || (await libraries.create(baseName(folders[0])))) await read(folders)
  }
  /** The library that has them, the open one while it is empty, or a new one: nothing is asked. @returns whether they are read. */
  async function readApart(folders: readonly string[]): Promise<boolean> {
    const known = libraries.entries?.find(
      ({ present, roots }) => present && roots.length > 0 && roots.every((each) => folders.includes(each)),
    )
    const isOpen = known !== undefined && known.library === library.status?.library
    if (known !== undefined && !isOpen && !(await libraries.open(known.library))) return false
    const { status } = library
    const isFree = known !== undefined || (status !== undefined && isUnused(status) && !indexing.isRunning)
    if (!isFree && !(await libraries.create(baseName(folders[0])))) return false
    await read(folders)
    return true
  }
  async function read(folders: readonly string[]): Promise<void> {
    void indexing.start(folders)
    await router.push({ name: 'indexing' })
  }

  return { browsing, asking, choose, chosen, answer, readApart }
}
