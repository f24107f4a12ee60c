/** @file Sets the photos of groups aside, always after a question that says how many: a card shows only a few of them. */
import { shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { SetAsideAs } from '../../../shared/set-aside.ts'
import { useLibrary } from '../../stores/library.ts'
import { usePhotos } from '../../stores/photos.ts'
import { useSetAside } from '../../stores/set-aside.ts'
import { useToasts } from '../../stores/toasts.ts'
import type { GroupCard } from './group-cards.ts'

/** Whom the question is about, whatever moves in the grid meanwhile. */
interface Asked {
  readonly as: SetAsideAs
  readonly groups: number
  readonly ids: readonly number[]
  /** Photos of these groups that stay as they are. */
  readonly kept: number
}

export function useGroupAside(targets: () => readonly GroupCard[]) {
  const library = useLibrary()
  const photos = usePhotos()
  const toasts = useToasts()
  const { setAside } = useSetAside()
  const { t } = useI18n()
  const asked = shallowRef<Asked>()

  /** What is confirmed stays as it is, as where groups are named. */
  function ask(as: SetAsideAs): void {
    if (library.isReadOnly || photos.columns === undefined) return // the line above says so
    const cards = targets()
    const all = cards.flatMap((card) => [...card.photos])
    const ids = photos.unconfirmedOf(all)
    if (ids.length > 0) asked.value = { as, groups: cards.length, ids, kept: all.length - ids.length }
    else if (cards.length > 0) toasts.show(t('groups.nothingToName'))
  }
  async function take(): Promise<void> {
    const { value: now } = asked
    stop()
    if (now !== undefined) await setAside(now.ids, now.as, 'unlabelled')
  }
  function stop(): void {
    asked.value = undefined
  }
  return { asked, ask, take, stop }
}
