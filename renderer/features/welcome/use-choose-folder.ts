/** @file From "Choose a folder" to reading it: the dialog, the question where the photos should go, the start. */
import { ref } from 'vue'
import { useRouter } from 'vue-router'
import { useIndexing } from '../../stores/indexing.ts'
import { useLibraries } from '../../stores/libraries.ts'
import { useLibrary } from '../../stores/library.ts'
import { baseName } from '../../words/paths.ts'

export function useChooseFolder() {
  const router = useRouter()
  const library = useLibrary()
  const libraries = useLibraries()
  const indexing = useIndexing()
  /** Our own dialog is open: in a browser, which may not tell paths. */
  const browsing = ref(false)
  /** A chosen folder about which has to be asked whether it goes into this library or a new one. */
  const asking = ref<string>()

  async function choose(): Promise<void> {
    if (window.twinsort === undefined) {
      browsing.value = true
      return
    }
    const folder = await window.twinsort.chooseFolder()
    if (folder !== null) chosen(folder)
  }
  function chosen(folder: string): void {
    browsing.value = false
    const { status } = library
    const isNewToLibrary = status !== undefined && status.photos > 0 && !status.roots.includes(folder)
    if (isNewToLibrary) asking.value = folder
    else read(folder)
  }
  async function answer(where: 'here' | 'new'): Promise<void> {
    const folder = asking.value
    if (folder === undefined) return
    asking.value = undefined
    if (where === 'here' || (await libraries.create(baseName(folder)))) read(folder)
  }
  function read(folder: string): void {
    void indexing.start([folder])
    void router.push({ name: 'indexing' })
  }

  return { browsing, asking, choose, chosen, answer }
}
