/** @file The files of the library that could not be read, whoever had them read, and when. */
import { shallowRef, watch, type ShallowRef } from 'vue'
import type { UnreadableFile } from '../../../shared/contract/photos.ts'
import { useClient, useEngineEvent, useOtherLibrary, useWhenConnected } from '../../connection/use-client.ts'
import { coalesce } from '../../connection/coalesce.ts'
import { useLibrary } from '../../stores/library.ts'

/** Fresh for as long as the component lives. */
export function useUnreadable(): ShallowRef<readonly UnreadableFile[]> {
  const client = useClient()
  const library = useLibrary()
  const files = shallowRef<readonly UnreadableFile[]>([])

  const read = coalesce(async () => {
    const answer = await client.call('unreadable', {}).catch(() => undefined)
    if (answer !== undefined) files.value = answer.files // else the next connection asks again
  })
  const readSoon = (): void => void read()
  useWhenConnected(readSoon)
  useOtherLibrary(() => {
    files.value = []
    readSoon()
  })
  // While a folder is read, only as its count changes; a second reading may find other reasons.
  watch(() => library.status?.unreadable, readSoon)
  useEngineEvent('job', ({ kind, state }) => {
    if (kind === 'index' && state !== 'running') readSoon()
  })
  return files
}
