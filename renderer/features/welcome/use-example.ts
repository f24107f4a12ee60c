/** @file Opens the example: its pictures are drawn, read into a library of their own, and the person is told where they lie. */
import { defineStore } from 'pinia'
import { computed, onBeforeUnmount, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useClient } from '../../connection/use-client.ts'
import { useToasts } from '../../stores/toasts.ts'

/** It goes on while the person is in another view: whoever comes back does not begin it a second time. */
const useDrawing = defineStore('example', () => ({ isUnderWay: ref(false) }))

/** @param read reads a folder into a library of its own, and says whether it does; it ends when the window shows that. */
export function useExample(read: (folders: readonly string[]) => Promise<boolean>) {
  const client = useClient()
  const toasts = useToasts()
  const drawing = useDrawing()
  const { t, n } = useI18n()
  let isGone = false
  onBeforeUnmount(() => {
    isGone = true
  })

  async function open(): Promise<void> {
    if (drawing.isUnderWay) return
    drawing.isUnderWay = true
    const engine = client.forOpenLibrary()
    try {
      const { folder, photos } = await client.call('drawExample', { name: t('welcome.example.folder') })
      // Who has opened another library, or gone to another view meanwhile, is not taken away from there.
      if (!engine.isOpen || isGone || !(await read([folder]))) return
      toasts.show(t('welcome.example.drawn', { count: n(photos), folder }))
    } catch (thrown) {
      toasts.reportError(thrown)
    } finally {
      drawing.isUnderWay = false
    }
  }
  return { isDrawing: computed(() => drawing.isUnderWay), open }
}
