/** @file The backups that a library has, read again when it was opened, backed up or restored. */
import { computed } from 'vue'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useBackups } from './backups-store.ts'

/** @param folder of the library; undefined for the one that was opened last. Fresh for as long as the component lives. */
export function useBackupList(folder: () => string | undefined) {
  const store = useBackups()
  const query = useEngineQuery((engine) => engine.call('backups', { library: folder() }), {
    changes: [folder, () => store.doing],
  })
  const { value: answer, error, refresh } = query

  const list = computed(() => answer.value?.backups ?? [])
  /** The first that can be restored. */
  const newest = computed(() => list.value.find(({ decisions }) => decisions !== null))
  return { answer, list, newest, error, refresh }
}
