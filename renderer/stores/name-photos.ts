/** @file Gives photos without a label classes, and says what happened; for views that name many at once. */
import { useI18n } from 'vue-i18n'
import { useClient } from '../connection/use-client.ts'
import { useDecisions } from './decisions.ts'
import { useToasts } from './toasts.ts'

/** For a component. */
export function useNamePhotos() {
  const client = useClient()
  const decisions = useDecisions()
  const toasts = useToasts()
  const { t, n } = useI18n()

  /** One decision. Photos with a label keep it. */
  return async function name(
    wanted: readonly { readonly class: string; readonly ids: readonly number[] }[],
  ): Promise<void> {
    const groups = wanted
      .filter(({ ids }) => ids.length > 0)
      .map(({ class: className, ids }) => ({ class: className, ids: [...ids] }))
    if (groups.length === 0) return
    try {
      const { labelled, refused } = await client.call('nameUnlabelled', { groups })
      const said =
        groups.length === 1
          ? t('library.labelled', { count: n(labelled), class: groups[0].class }, labelled)
          : t('review.said.several', { count: n(labelled), classes: n(groups.length) }, labelled)
      const left = t('groups.refused', { count: n(refused) }, refused)
      const undo = { label: t('decisions.undo'), run: () => void decisions.takeBack() }
      const both = t('groups.labelledAndRefused', { said, left })
      toasts.show(refused === 0 ? said : both, labelled === 0 ? {} : { action: undo })
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }
}
