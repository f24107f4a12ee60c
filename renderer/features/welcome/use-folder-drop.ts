/** @file Folders that are dropped on the window from the system's file manager. A browser tells their names, but not where they lie. */
import { onBeforeUnmount, onMounted, ref } from 'vue'

export interface DroppedFolders {
  /** Absolute paths, where the shell tells them. */
  readonly paths: readonly string[]
  /** Names of all of them. */
  readonly names: readonly string[]
}

/**
 * For as long as the component lives, anywhere on the window, but not under a dialog.
 * @param take gets what was dropped; no names where there was no folder among it.
 * @returns whether files are carried over the window.
 */
export function useFolderDrop(take: (dropped: DroppedFolders) => void) {
  const isOver = ref(false)

  function over(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault() // else the browser would leave the page for the file
    isOver.value = !isDialogOpen()
    event.dataTransfer.dropEffect = isOver.value ? 'copy' : 'none'
  }
  function leave({ relatedTarget }: DragEvent): void {
    if (relatedTarget === null) isOver.value = false
  }
  function drop(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    isOver.value = false
    if (!isDialogOpen()) take(foldersIn(event.dataTransfer))
  }

  onMounted(() => {
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('dragover', over)
    window.removeEventListener('dragleave', leave)
    window.removeEventListener('drop', drop)
  })
  return isOver
}

function foldersIn({ items }: DataTransfer): DroppedFolders {
  const files = [...items]
    .filter((item) => item.webkitGetAsEntry()?.isDirectory === true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null)
  const paths = files.map((file) => window.twinsort?.pathOf(file) ?? '').filter((path) => path !== '')
  return { paths, names: files.map(({ name }) => name) }
}

function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null
}
