/** @file The backups that a library has, read anew when it was opened, backed up or restored. */
import { computed, shallowRef, watch } from 'vue'
import type { Output } from '../../../shared/contract.ts'
import type { AppError } from '../../../shared/errors.ts'
import { coalesce } from '../../connection/coalesce.ts'
import { useClient, useOtherLibrary, useWhenConnected } from '../../connection/use-client.ts'
import { worthTelling } from '../../connection/worth-telling.ts'
import { useBackups } from './backups-store.ts'

/** @param folder of the library; undefined for the one that was opened last. Fresh for as long as the component lives. */
export function useBackupList(folder: () => string | undefined) {
  const client = useClient()
  const store = useBackups()
  const answer = shallowRef<Output<'backups'>>()
  const error = shallowRef<AppError>()

  const read = coalesce(async () => {
    try {
      answer.value = await client.call('backups', { library: folder() })
      error.value = undefined
    } catch (thrown) {
      error.value = worthTelling(thrown)
    }
  })
  const readSoon = (): void => void read()
  useWhenConnected(readSoon)
  useOtherLibrary(() => {
    answer.value = undefined
    readSoon()
  })
  watch([folder, () => store.doing], readSoon)

  const list = computed(() => answer.value?.backups ?? [])
  /** The first that can be restored. */
  const newest = computed(() => list.value.find(({ decisions }) => decisions !== null))
  return { answer, list, newest, error, readSoon }
}
