/** @file A class for the photos of groups that have none: which field is open for it, what it proposes, and what comes after it. */
import { computed, nextTick, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../stores/library.ts'
import { useNamePhotos } from '../../stores/name-photos.ts'
import { usePhotos } from '../../stores/photos.ts'
import { useToasts } from '../../stores/toasts.ts'
import { proposedNames } from '../../ui/class-choice/completion.ts'
import { classForTheRest, type GroupCard } from './group-cards.ts'
import type { ItemSelection } from '../../ui/focus/use-item-selection.ts'

interface Naming {
  /** Tells this opening of the field from every other one. */
  readonly opening: number
  /** What was typed to open the field. */
  readonly text: string
  /** Whom it names, whatever moves meanwhile. */
  readonly ids: readonly number[]
  readonly confirmed: number
  readonly cards: readonly GroupCard[]
}

export function useGroupNaming(
  selection: ItemSelection,
  targets: () => readonly GroupCard[],
  names: Readonly<Ref<ReadonlyMap<number, readonly string[]>>>,
) {
  const library = useLibrary()
  const photos = usePhotos()
  const toasts = useToasts()
  const name = useNamePhotos()
  const { t } = useI18n()
  /** Undefined while the field is closed. */
  const naming = ref<Naming>()
  let openings = 0

  const suggested = computed(() => classForTheRest(naming.value?.cards ?? []))
  const proposals = computed(() => {
    const known = naming.value?.cards.flatMap(({ group }) => names.value.get(group) ?? []) ?? []
    return proposedNames(known, library.classNames)
  })

  /** Those without a class are named; what is confirmed stays as it is. */
  function open(text: string): void {
    if (library.isReadOnly || photos.columns === undefined) return // the line above says so
    const cards = targets()
    const ids = photos.unconfirmedOf(cards.flatMap((card) => [...card.photos]))
    const all = cards.reduce((sum, card) => sum + card.photos.length, 0)
    if (ids.length > 0) {
      openings += 1
      naming.value = { opening: openings, text, ids, confirmed: all - ids.length, cards }
    } else if (all > 0) toasts.show(t('groups.nothingToName'))
  }
  /** Resolves when the cards show what follows from it. */
  async function take(className: string): Promise<void> {
    const ids = naming.value?.ids ?? []
    close()
    selection.clear()
    await name([{ class: className, ids }])
    await photos.refresh()
    await nextTick()
  }
  function close(): void {
    naming.value = undefined
  }

  return { naming, suggested, proposals, open, take, close }
}
