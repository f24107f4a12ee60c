/** @file Photos of a view are set aside or brought back: at once, or after a question where some have a class. */
import { ref } from 'vue'
import type { SetAsideAs } from '../../shared/set-aside.ts'
import { countStatesOf, rowOfPhoto, type StateCounts } from './arrange-photos.ts'
import { useLibrary } from './library.ts'
import { asideOfRow } from './photo-tests.ts'
import { usePhotos } from './photos.ts'
import { useSetAside } from './set-aside.ts'

interface Asked {
  readonly as: SetAsideAs
  readonly ids: readonly number[]
  readonly counts: StateCounts
}

/** @param done after each of it: the focus goes back to the photos. */
export function usePuttingAside(done: () => void) {
  const library = useLibrary()
  const photos = usePhotos()
  const { setAside, bringBack } = useSetAside()
  /** Some of several photos have a class, which they would lose: which of them are meant? */
  const asked = ref<Asked>()
  function asideAmong(ids: readonly number[]): number[] {
    const { columns } = photos
    if (columns === undefined) return []
    return ids.filter((id) => {
      const row = rowOfPhoto(columns, id)
      return row >= 0 && asideOfRow(columns, row) !== undefined
    })
  }
  /** The same once more brings them back, as on a page of the review. */
  function put(ids: readonly number[], as: SetAsideAs): void {
    if (library.isReadOnly || photos.columns === undefined || ids.length === 0) return // the line above says so
    const { columns } = photos
    if (ids.every((id) => asideOfRow(columns, rowOfPhoto(columns, id)) === as)) {
      back(ids)
      return
    }
    const counts = countStatesOf(photos.columns, ids)
    if (counts.confirmed > 0 && ids.length > 1) asked.value = { as, ids, counts }
    else void setAside(ids, as, counts.confirmed > 0 ? 'all' : 'unlabelled').then(done)
  }
  function take(which: 'all' | 'others'): void {
    const { value: now } = asked
    asked.value = undefined
    if (now === undefined) return
    void setAside(now.ids, now.as, which === 'all' ? 'all' : 'unlabelled').then(done)
  }
  function back(ids: readonly number[]): void {
    if (!library.isReadOnly) void bringBack(asideAmong(ids)).then(done)
  }
  function stop(): void {
    asked.value = undefined
  }
  return { asked, put, take, back, stop }
}
