/** @file Shows the photos that are most like a picture from outside of the library, which is compared and forgotten. */
import { onBeforeUnmount, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Input } from '../../../shared/contract.ts'
import { LARGEST_SENT } from '../../../shared/contract/photos.ts'
import { useClient } from '../../connection/use-client.ts'
import { useShowPhotos } from '../../stores/show-photos.ts'
import { useToasts } from '../../stores/toasts.ts'
import { useFilesOver } from '../../ui/drop/use-files-over.ts'
import { fileSize } from '../../words/file-size.ts'

/** Beyond these, likeness says little, and nobody looks. */
const MOST_SHOWN = 300

/** @param moved whatever ends the search when it changes: the person has gone on. */
export function useAlikeFile(moved: () => unknown) {
  const client = useClient()
  const show = useShowPhotos()
  const toasts = useToasts()
  const { t, n } = useI18n()
  let search: AbortController | undefined

  async function find(file: File): Promise<void> {
    search?.abort()
    const { signal } = (search = new AbortController())
    const { name } = file
    toasts.show(t('library.alike.looking', { name }), {
      action: { label: t('app.cancel'), run: () => search?.abort() },
    })
    try {
      const sent = await sendable(file)
      if (sent === undefined) {
        toasts.show(t('library.alike.tooLarge', { name, most: fileSize(LARGEST_SENT, n) }), {
          tone: 'problem',
        })
        return
      }
      const { neighbours } = await client.call('alikeFile', { file: sent, count: MOST_SHOWN }, { signal })
      if (signal.aborted) return
      toasts.dismiss()
      show(
        t('library.alike.fileTitle', { name }),
        neighbours.map(({ id }) => id),
      )
    } catch (thrown) {
      if (!signal.aborted) toasts.reportError(thrown)
    }
  }
  const isOver = useFilesOver(({ files, items }) => {
    const isFolder = [...items].some((item) => item.webkitGetAsEntry()?.isDirectory === true)
    if (files.length === 1 && !isFolder) void find(files[0])
    else toasts.show(t('library.alike.one'), { tone: 'problem' })
  })
  watch(moved, () => search?.abort(), { flush: 'sync' })
  onBeforeUnmount(() => search?.abort())
  return { isOver, find }
}

/** The app says where a file lies; a browser gives what it holds. Undefined for one that is too large to be sent. */
async function sendable(file: File): Promise<Input<'alikeFile'>['file'] | undefined> {
  const path = window.twinsort?.pathOf(file) ?? ''
  if (path !== '') return { path }
  if (file.size > LARGEST_SENT) return undefined
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}
