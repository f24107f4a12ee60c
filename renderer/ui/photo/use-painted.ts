/** @file Notices when a page is on screen: its pictures are loaded, and the browser has drawn them. */
import { watch, type Ref } from 'vue'

/** After this time a picture that has not loaded is no longer waited for: its place stays empty. Milliseconds. */
const LONGEST_WAIT_MS = 10_000

/**
 * @param frame holds the pictures.
 * @param page its number, once its pictures are in the document.
 */
export function usePainted(
  frame: Ref<HTMLElement | null>,
  page: () => number | undefined,
  onPainted: (page: number) => void,
): void {
  watch(
    page,
    async (id) => {
      if (id === undefined) return
      const pictures = [...(frame.value?.querySelectorAll('img') ?? [])]
      await Promise.race([Promise.all(pictures.map(isDecoded)), passed(LONGEST_WAIT_MS)])
      // The first frame after that is being drawn; at the second one it has been.
      await nextFrame()
      await nextFrame()
      if (id === page()) onPainted(id)
    },
    { immediate: true, flush: 'post' },
  )
}

/** A broken picture is not waited for. */
function isDecoded(picture: HTMLImageElement): Promise<void> {
  return picture.decode().catch(() => undefined)
}
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      resolve()
    })
  })
}
function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
