/** @file Backups made, restored, and a damaged library repaired, from this window. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { BackupEntry } from '../../../shared/contract/backups.ts'
import type { Output } from '../../../shared/contract.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useClient } from '../../connection/use-client.ts'
import { reportableError } from '../../connection/reportable-error.ts'
import { i18n } from '../../i18n.ts'
import { fileSize } from '../../words/file-size.ts'
import { useLibraries } from '../../stores/libraries.ts'
import { useLibrary } from '../../stores/library.ts'
import { useToasts } from '../../stores/toasts.ts'

type Work = 'backup' | 'restore' | 'repair'

export const useBackups = defineStore('backups', () => {
  const client = useClient()
  const libraries = useLibraries()
  const library = useLibrary()
  const toasts = useToasts()
  const { t, n, d } = i18n.global
  const doing = ref<Work>()
  const failed = shallowRef<{ doing: Work; error: AppError }>()
  /** What a repair could not save: to be read, however long that takes. */
  const report = shallowRef<Output<'repair'>>()

  const backUp = (): Promise<boolean> =>
    run('backup', async () => {
      const { bytes } = await client.call('backup', {})
      toasts.show(t('backups.made', { size: fileSize(bytes, n) }))
    })

  /** @param folder of the library; undefined for the one that was opened last. @returns whether it is restored, and open. */
  const restore = ({ path, at }: BackupEntry, folder?: string): Promise<boolean> =>
    run('restore', async () => {
      await libraries.askingFirst('restore', (stopJobs) =>
        client.call('restore', { path, stopJobs, library: folder }),
      )
      libraries.lost = undefined
      const date = d(at, { dateStyle: 'medium', timeStyle: 'short' })
      toasts.show(t('backups.restored', { date }))
      void computeAgain()
    })

  /** As `restore`. */
  const repair = (folder?: string): Promise<boolean> =>
    run('repair', async () => {
      const done = await libraries.askingFirst('restore', (stopJobs) =>
        client.call('repair', { stopJobs, library: folder }),
      )
      libraries.lost = undefined
      if (done.repaired.lost.length + done.problems.length > 0) report.value = done
      else toasts.show(t('backups.repaired'))
    })

  /** No backup holds features and thumbnails: they are computed where they were lost, and new photos are read. */
  async function computeAgain(): Promise<void> {
    const engine = client.forOpenLibrary()
    await library.refresh()
    if (library.status === undefined || library.status.roots.length === 0) return
    // The line of the job shows errors.
    await engine.call('index', { folders: [] }).catch(() => undefined)
  }

  async function run(work: Work, task: () => Promise<void>): Promise<boolean> {
    if (doing.value !== undefined) return false
    doing.value = work
    failed.value = undefined
    try {
      await task()
      return true
    } catch (thrown) {
      const error = reportableError(thrown)
      if (error !== undefined) failed.value = { doing: work, error }
      return false
    } finally {
      doing.value = undefined
    }
  }

  return { doing, failed, report, backUp, restore, repair }
})
