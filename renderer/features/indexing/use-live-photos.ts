/** @file What the library holds while it grows: the newest photos, and the first groups. */
import { ref, shallowRef, watch } from 'vue'
import { coalesce } from '../../connection/coalesce.ts'
import { useClient, useEngineEvent, useOtherLibrary, useWhenConnected } from '../../connection/use-client.ts'
import { useIndexing } from '../../stores/indexing.ts'

const NEWEST = 24
/** With fewer photos groups say nothing. */
const ENOUGH_FOR_GROUPS = 48
/** Groups are worth computing again when this many times more photos are there. */
const GROWTH = 1.3

export function useLivePhotos() {
  const client = useClient()
  const indexing = useIndexing()
  /** Newest first. */
  const newest = shallowRef<number[]>([])
  /** Undefined until the list is there. */
  const count = ref<number>()
  const groups = shallowRef<{ size: number; photos: number[] }[]>([])
  let groupedAt = 0

  const readPhotos = coalesce(async () => {
    try {
      const { ids } = await client.call('photos', {})
      count.value = ids.length
      newest.value = [...ids.slice(-NEWEST)].reverse()
      const isGrown = ids.length >= Math.max(ENOUGH_FOR_GROUPS, groupedAt * GROWTH)
      const isDone = !indexing.isRunning && groupedAt < ids.length
      if (ids.length >= ENOUGH_FOR_GROUPS && (isGrown || isDone)) await readGroups(ids.length)
    } catch {
      // The next event asks again; errors of the reading itself are shown by its own call.
    }
  })
  async function readGroups(photos: number): Promise<void> {
    groupedAt = photos
    groups.value = (await client.call('groups', { limit: 9 })).groups
  }

  const readSoon = (): void => void readPhotos()
  useWhenConnected(readSoon)
  useEngineEvent('photos', readSoon)
  useOtherLibrary(() => {
    groupedAt = 0
    groups.value = []
    newest.value = []
    count.value = undefined
  })
  watch(() => indexing.isRunning, readSoon)

  return { newest, count, groups }
}
