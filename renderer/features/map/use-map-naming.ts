/** @file A class for photos of the map that have none: which field is open for it, and what is to be confirmed. */
import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { commonClass, countStatesOf, rowOfPhoto } from '../../stores/arrange-photos.ts'
import { useAskToConfirm } from '../../stores/ask-to-confirm.ts'
import { useLibrary } from '../../stores/library.ts'
import { useNamePhotos } from '../../stores/name-photos.ts'
import { stateOfRow } from '../../stores/photo-tests.ts'
import { usePhotos } from '../../stores/photos.ts'
import { useToasts } from '../../stores/toasts.ts'
import type { MapSelection } from './use-map-selection.ts'

interface Naming {
  /** Tells this opening of the field from every other one. */
  readonly opening: number
  /** What was typed to open the field. */
  readonly text: string
  /** Whom it names, whatever is selected meanwhile. */
  readonly ids: readonly number[]
  readonly confirmed: number
  readonly suggested: string | null
}

/** @param onClosed the person is done: the plane gets the focus back, before the engine answers. */
export function useMapNaming(selection: MapSelection, onClosed: () => void) {
  const library = useLibrary()
  const photos = usePhotos()
  const toasts = useToasts()
  const name = useNamePhotos()
  const { t } = useI18n()
  /** Undefined while the field is closed. */
  const naming = shallowRef<Naming>()
  let openings = 0
  const confirming = useAskToConfirm({ onClosed })

  const targetRows = computed((): number[] => {
    const { columns } = photos
    if (columns === undefined) return []
    return selection
      .targets()
      .map((id) => rowOfPhoto(columns, id))
      .filter((row) => row >= 0)
  })
  /** Of the photos that an action is for. */
  const counts = computed(() => {
    const { columns } = photos
    const counted = { unconfirmed: 0, suggested: 0 }
    if (columns === undefined) return counted
    for (const row of targetRows.value) {
      const state = stateOfRow(columns, row)
      if (state !== 'confirmed' && state !== 'aside') counted.unconfirmed += 1
      if (state === 'suggested') counted.suggested += 1
    }
    return counted
  })

  /** Those without a class are named; what is confirmed or set aside stays as it is. */
  function open(text: string): void {
    const { columns } = photos
    if (library.isReadOnly || columns === undefined) return // the line above says so
    const targets = selection.targets()
    if (targets.length === 0) return
    const ids = photos.unconfirmedOf(targets)
    const { aside, confirmed } = countStatesOf(columns, targets)
    if (ids.length === 0) {
      toasts.show(t(aside > 0 ? 'aside.noneToName' : 'groups.nothingToName'))
      onClosed()
      return
    }
    openings += 1
    naming.value = {
      ...{ opening: openings, text, ids, confirmed },
      suggested: commonClass(columns, ids),
    }
  }
  async function take(className: string): Promise<void> {
    const ids = naming.value?.ids ?? []
    close()
    await name([{ class: className, ids }])
  }
  function close(): void {
    leave()
    onClosed()
  }
  /** The focus has gone elsewhere. */
  function leave(): void {
    naming.value = undefined
  }
  /** What the selected photos are thought to be, class by class, is shown before it is confirmed. */
  function ask(): void {
    if (!library.isReadOnly) confirming.ask(targetRows.value)
  }

  return { naming, counts, open, take, close, leave, confirming: { ...confirming, ask } }
}
