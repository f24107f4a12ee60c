/** @file Enlarges several pictures of places of one size together, and moves them about together: what is compared stays side by side. */
import Panzoom, { type PanzoomObject } from '@panzoom/panzoom'
import { onBeforeUnmount, ref } from 'vue'
import { MOST_TIMES, STEP } from './use-zoom.ts'

export function useZoomTogether() {
  const pans = new Map<EventTarget, PanzoomObject>()
  /** Times the size at which the whole pictures are seen. */
  const scale = ref(1)

  function add(image: HTMLImageElement): void {
    pans.set(
      image,
      Panzoom(image, { minScale: 1, maxScale: MOST_TIMES, panOnlyWhenZoomed: true, cursor: '' }),
    )
    image.addEventListener('panzoomchange', follow)
  }
  /** One was moved or enlarged; the others do as it does. */
  function follow({ currentTarget }: Event): void {
    const moved = currentTarget === null ? undefined : pans.get(currentTarget)
    if (moved === undefined) return
    scale.value = moved.getScale()
    const { x, y } = moved.getPan()
    for (const pan of pans.values()) {
      if (pan === moved) continue
      pan.zoom(scale.value, { animate: false, silent: true })
      pan.pan(x, y, { animate: false, silent: true, force: true })
    }
  }
  function fit(): void {
    for (const pan of pans.values()) pan.reset({ animate: false, silent: true })
    scale.value = 1
  }
  /** @param by 1 for larger, -1 for smaller. */
  function step(by: 1 | -1): void {
    const next = scale.value * STEP ** by
    if (next <= 1) fit()
    else pans.values().next().value?.zoom(next)
  }
  function wheel(event: WheelEvent, image: HTMLImageElement | null): void {
    if (image === null) return
    pans.get(image)?.zoomWithWheel(event)
    if (scale.value <= 1) fit()
  }

  onBeforeUnmount(() => {
    for (const [image, pan] of pans) {
      image.removeEventListener('panzoomchange', follow)
      pan.destroy()
    }
  })
  return { scale, add, step, wheel }
}
