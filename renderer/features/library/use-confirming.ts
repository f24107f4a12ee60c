/** @file Many mere suggestions confirmed at once: which photos that is about, what it would do, and doing it. */
import { computed, shallowRef } from 'vue'
import { rowOfPhoto } from '../../stores/arrange-photos.ts'
import { stateOfRow } from '../../stores/photo-tests.ts'
import { usePhotos } from '../../stores/photos.ts'
import { suggestedGroups, type SuggestedGroup } from '../../stores/suggested-groups.ts'
import type { Selection } from './grid/use-selection.ts'

interface Calls {
  /** The person has answered: what was asked is closed. */
  onClosed: () => void
  /** The engine has answered, which may be much later. */
  onDone: () => void
}

export function useConfirming({ selected }: Pick<Selection, 'selected'>, { onClosed, onDone }: Calls) {
  const photos = usePhotos()
  /** What would be confirmed, as it was shown when that was asked. */
  const asked = shallowRef<readonly SuggestedGroup[]>()

  /** Rows of the selected photos, or else of all of those that the filter shows. */
  const meant = computed((): Iterable<number> => {
    const { columns, arrangement } = photos
    if (columns === undefined) return []
    if (selected.value.size === 0) return arrangement.rows
    return [...selected.value].map((id) => rowOfPhoto(columns, id)).filter((row) => row >= 0)
  })
  /** How many suggestions: of photos that the person picked, or asked for by how sure they are; else none is offered. */
  const count = computed(() => {
    const { columns, filter } = photos
    const isOffered = selected.value.size > 1 || filter.sure !== null || filter.state === 'suggested'
    if (columns === undefined || !isOffered) return 0
    let found = 0
    for (const row of meant.value) if (stateOfRow(columns, row) === 'suggested') found += 1
    return found
  })

  function ask(rows: Iterable<number>): void {
    if (photos.columns !== undefined) asked.value = suggestedGroups(photos.columns, rows)
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

  return { asked, meant, count, ask, stop, cancel, take }
}
