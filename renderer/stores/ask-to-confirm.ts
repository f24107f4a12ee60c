/** @file Many mere suggestions confirmed at once: what would be confirmed, as it was when that was asked, and doing just that. */
import { shallowRef } from 'vue'
import { usePhotos } from './photos.ts'
import { suggestedGroups, type SuggestedGroup } from './suggested-groups.ts'

interface Calls {
  /** The person has answered: what was asked is closed. */
  onClosed: () => void
  /** The engine has answered, which may be much later. */
  onDone?: () => void
}

/** For a component. */
export function useAskToConfirm({ onClosed, onDone }: Calls) {
  const photos = usePhotos()
  const asked = shallowRef<readonly SuggestedGroup[]>()

  /** @param rows of the columns of all photos. */
  function ask(rows: Iterable<number>): void {
    if (photos.columns === undefined) return
    const groups = suggestedGroups(photos.columns, rows)
    if (groups.length > 0) asked.value = groups
  }
  function stop(): void {
    asked.value = undefined
  }
  function cancel(): void {
    stop()
    onClosed()
  }
  function take(): void {
    const groups = asked.value
    cancel()
    if (groups !== undefined) void photos.confirm(groups).then(onDone)
  }

  return { asked, ask, stop, cancel, take }
}
