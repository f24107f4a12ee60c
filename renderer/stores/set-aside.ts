/** @file Sets photos aside, or brings them back, and says what happened; for views that show many at once. */
import { useI18n } from 'vue-i18n'
import type { SetAsideAs } from '../../shared/set-aside.ts'
import { useClient } from '../connection/use-client.ts'
import { useDecisions } from './decisions.ts'
import { usePhotos } from './photos.ts'
import { useToasts } from './toasts.ts'

/** For a component. */
export function useSetAside() {
  const client = useClient()
  const decisions = useDecisions()
  const photos = usePhotos()
  const toasts = useToasts()
  const { t, n } = useI18n()

  /** One decision. A class that they had is taken off. */
  const setAside = (ids: readonly number[], as: SetAsideAs): Promise<void> =>
    decide(ids, as, (count) => t('aside.done', { count: n(count), name: t(`aside.name.${as}`) }, count))
  /** One decision. Photos that are not set aside stay as they are. */
  const bringBack = (ids: readonly number[]): Promise<void> =>
    decide(ids, null, (count) => t('aside.backDone', { count: n(count) }, count))

  async function decide(
    ids: readonly number[],
    as: SetAsideAs | null,
    words: (count: number) => string,
  ): Promise<void> {
    if (ids.length === 0) return
    const engine = client.forOpenLibrary()
    try {
      const { changed } = await engine.call('setAside', { ids: [...ids], as })
      if (!engine.isOpen) return
      if (changed > 0) photos.showAside(ids, as)
      const run = (): void => void decisions.takeBack()
      toasts.show(words(changed), changed === 0 ? {} : { action: { label: t('decisions.undo'), run } })
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }
  return { setAside, bringBack }
}
