/** @file Files that are carried over the window from the system's file manager, and dropped on it. */
import { onBeforeUnmount, onMounted, ref } from 'vue'

/**
 * For as long as the component lives, anywhere on the window, but not under a dialog.
 * @returns whether files are carried over the window.
 */
export function useFilesOver(take: (dropped: DataTransfer) => void) {
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
    if (!isDialogOpen()) take(event.dataTransfer)
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

function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null
}
