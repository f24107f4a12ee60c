/** @file From "Import results" to photos in a library: the dialog, the question where they should go, the import, and what came of it. */
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useClient } from '../../connection/use-client.ts'
import { useJobs } from '../../stores/jobs.ts'
import { useLibraries } from '../../stores/libraries.ts'
import { useLibrary } from '../../stores/library.ts'
import { useToasts } from '../../stores/toasts.ts'
import { baseName } from '../../words/paths.ts'
import { isUnused } from './use-choose-folder.ts'

export function useImportResults() {
  const client = useClient()
  const router = useRouter()
  const jobs = useJobs()
  const library = useLibrary()
  const libraries = useLibraries()
  const toasts = useToasts()
  const { t, n } = useI18n()
  /** Our own dialog is open: in a browser, which may not tell paths. */
  const isBrowsing = ref(false)
  /** Folders about which has to be asked whether their photos go into this library or a new one. */
  const asking = ref<readonly string[]>([])
  const isRunning = computed(() => jobs.running('importResults') !== undefined)

  async function choose(): Promise<void> {
    if (window.twinsort === undefined) isBrowsing.value = true
    else chosen(await window.twinsort.chooseFolders())
  }
  function chosen(folders: readonly string[]): void {
    isBrowsing.value = false
    if (folders.length === 0) return
    const { status } = library
    // What is not known of the open library yet, is no reason to put photos into it.
    if (status === undefined || !isUnused(status)) asking.value = folders
    else void take(folders)
  }
  async function answer(where: 'here' | 'new'): Promise<void> {
    const folders = asking.value
    asking.value = []
    if (folders.length === 0) return
    if (where === 'here' || (await libraries.create(baseName(folders[0])))) await take(folders)
  }
  /** The list of jobs shows how far it is, and what it left out. */
  async function take(folders: readonly string[]): Promise<void> {
    const engine = client.forOpenLibrary()
    void router.push({ name: 'activity' })
    try {
      const { photos } = await engine.call('importResults', { files: [...folders] })
      if (engine.isOpen) toasts.show(t('welcome.results.done', { count: n(photos) }, photos))
    } catch (thrown) {
      if (engine.isOpen) toasts.reportError(thrown)
    }
  }
  return { isBrowsing, asking, isRunning, choose, chosen, answer }
}
