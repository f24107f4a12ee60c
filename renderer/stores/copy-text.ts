/** @file Copies a text to the clipboard, and says so. */
import { useI18n } from 'vue-i18n'
import { useToasts } from './toasts.ts'

/** For a component. */
export function useCopyText() {
  const toasts = useToasts()
  const { t } = useI18n()

  /** @param said what is told when it was done. */
  return async function copy(text: string, said: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      toasts.show(said)
    } catch {
      toasts.show(t('export.notCopied'), { tone: 'problem' })
    }
  }
}
