/** @file Gives photos without a label a class, and says what happened; for views that name many at once. */
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

  /** Photos with a label keep it. */
  return async function name(ids: readonly number[], className: string): Promise<void> {
    if (ids.length === 0) return
    try {
      const { labelled, refused } = await client.call('nameUnlabelled', { ids: [...ids], class: className })
      const said = t('library.labelled', { count: n(labelled), class: className }, labelled)
      const left = t('groups.refused', { count: n(refused), class: className }, refused)
      const undo = { label: t('decisions.undo'), run: () => void decisions.takeBack() }
      const both = t('groups.labelledAndRefused', { said, left })
      toasts.show(refused === 0 ? said : both, labelled === 0 ? {} : { action: undo })
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }
}
