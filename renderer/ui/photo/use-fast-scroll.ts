/**
 * @file Whether the grid is scrolled so fast that nobody could see a photo: then none is fetched. Photos that are scrolled past
 * would delay those at which scrolling stops.
 */
import { onBeforeUnmount, ref, type Ref } from 'vue'

/** Heights of the window a second. */
const FAST = 2.5
/** Milliseconds without scrolling after which it has ended. */
const ENDS_AFTER_MS = 100

export function useFastScroll(scroller: Readonly<Ref<HTMLElement | null>>) {
  const isFast = ref(false)
  let lastTop = 0
  let lastAt = 0
  let timer: number | undefined

  function scrolled(): void {
    const { value: element } = scroller
    if (element === null) return
    const now = performance.now()
    const pixels = Math.abs(element.scrollTop - lastTop)
    isFast.value = pixels * 1000 > FAST * element.clientHeight * Math.max(1, now - lastAt)
    lastTop = element.scrollTop
    lastAt = now
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      isFast.value = false
    }, ENDS_AFTER_MS)
  }
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
  })
  return { isFast, scrolled }
}
