/** @file Opens the example: its pictures are drawn, read into a library of their own, and the person is told where they lie. */
import { onBeforeUnmount, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useClient } from '../../connection/use-client.ts'
import { useToasts } from '../../stores/toasts.ts'

/** @param read reads a folder into a library of its own. */
export function useExample(read: (folders: readonly string[]) => Promise<void>) {
  const client = useClient()
  const toasts = useToasts()
  const { t, n } = useI18n()
  const isDrawing = ref(false)
  let isGone = false
  onBeforeUnmount(() => {
    isGone = true
  })

  async function open(): Promise<void> {
    if (isDrawing.value) return
    isDrawing.value = true
    const engine = client.forOpenLibrary()
    try {
      const { folder, photos } = await client.call('drawExample', { name: t('welcome.example.folder') })
      // Who has opened another library, or gone to another view meanwhile, is not taken away from there.
      if (!engine.isOpen || isGone) return
      await read([folder])
      toasts.show(t('welcome.example.drawn', { count: n(photos), folder }))
    } catch (thrown) {
      toasts.reportError(thrown)
    } finally {
      isDrawing.value = false
    }
  }
  return { isDrawing, open }
}
