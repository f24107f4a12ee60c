/** @file Sets photos aside, or brings them back, and says what happened; for views that show many at once. */
import { useI18n } from 'vue-i18n'
import type { Input } from '../../shared/contract.ts'
import type { SetAsideAs } from '../../shared/set-aside.ts'
import { useClient } from '../connection/use-client.ts'
import { useDecisions } from './decisions.ts'
import { usePhotos } from './photos.ts'
import { useToasts } from './toasts.ts'

type Only = NonNullable<Input<'setAside'>['only']>

interface Wanted {
  readonly ids: number[]
  readonly as: SetAsideAs | null
  readonly only: Only
}

/** For a component. */
export function useSetAside() {
  const client = useClient()
  const decisions = useDecisions()
  const photos = usePhotos()
  const toasts = useToasts()
  const { t, n } = useI18n()

  /**
   * One decision. A class that they had is taken off.
   * @param only `unlabelled` where the person was told, or saw, that they have none: what the window knows may be old.
   */
  const setAside = (ids: readonly number[], as: SetAsideAs, only: Only): Promise<void> =>
    decide({ ids: [...ids], as, only }, (count) =>
      t('aside.done', { count: n(count), name: t(`aside.name.${as}`) }, count),
    )
  /** One decision. Photos that are not set aside stay as they are. */
  const bringBack = (ids: readonly number[]): Promise<void> =>
    decide({ ids: [...ids], as: null, only: 'all' }, (count) =>
      t('aside.backDone', { count: n(count) }, count),
    )

  async function decide({ ids, as, only }: Wanted, words: (count: number) => string): Promise<void> {
    if (ids.length === 0) return
    const engine = client.forOpenLibrary()
    try {
      const { changed, confirmed } = await engine.call('setAside', { ids, as, only })
      if (!engine.isOpen) return
      const isKnown = only === 'all' || changed === ids.length // else only the engine knows which
      if (changed > 0 && isKnown) photos.showAside(ids, as)
      const run = (): void => void decisions.takeBack()
      const done = words(changed)
      const text = confirmed === 0 ? done : t('aside.lost', { done, count: n(confirmed) }, confirmed)
      toasts.show(text, changed === 0 ? {} : { action: { label: t('decisions.undo'), run } })
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }
  return { setAside, bringBack }
}
