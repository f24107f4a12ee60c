/** @file When a page is on screen: its pictures are there, and the browser has drawn them. */
import { watch, type Ref } from 'vue'

/** A picture that does not come keeps nobody waiting for ever: its place is empty. Milliseconds. */
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
      // The first frame after that is being drawn, the second comes when it has been.
      await nextFrame()
      await nextFrame()
      if (id === page()) onPainted(id)
    },
    { immediate: true, flush: 'post' },
  )
}

/** One that is broken is not waited for. */
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
