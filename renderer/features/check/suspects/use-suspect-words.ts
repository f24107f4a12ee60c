/** @file What the answers to a doubted label are called: for one photo, or for those of a kind whom they are for. */
import { useI18n } from 'vue-i18n'
import type { SuspectPage } from './use-suspect-page.ts'

export function useSuspectWords(page: SuspectPage) {
  const { t, n } = useI18n()

  /** Empty while no label is shown. */
  function answerWords(what: 'keep' | 'change'): string {
    const { value: one } = page.current
    if (one === undefined) return ''
    const name = what === 'keep' ? one.class : one.suggested
    if (!page.isKind.value) return t(`check.suspects.${what}`, { class: name })
    const { length: count } = page.meant.value
    return t(`check.suspects.${what}All`, { class: name, count: n(count) }, count)
  }
  return { answerWords }
}
