/**
 * @file Enlarges a picture in its place and moves it about: by wheel, pinch and drag, by keys and buttons. One screen pixel for one
 * of the picture is 100 %.
 */
import Panzoom, { type PanzoomObject } from '@panzoom/panzoom'
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** Times the size at which the whole picture is seen. */
export const MOST_TIMES = 16
/** Of a key or a button. */
export const STEP = 1.5

export function useZoom(picture: Readonly<Ref<HTMLImageElement | null>>) {
  let pan: PanzoomObject | undefined
  /** Times the size at which the whole picture is seen. */
  const scale = ref(1)

  function begin(): void {
    const { value: image } = picture
    if (image === null) return
    pan = Panzoom(image, { minScale: 1, maxScale: MOST_TIMES, panOnlyWhenZoomed: true, cursor: '' })
    image.addEventListener('panzoomchange', changed)
  }
  function end(): void {
    picture.value?.removeEventListener('panzoomchange', changed)
    pan?.destroy()
    pan = undefined
  }
  function changed(): void {
    scale.value = pan?.getScale() ?? 1
  }
  /** Whole, and in the middle. */
  function fit(): void {
    pan?.reset({ animate: false })
    changed()
  }
  function zoomTo(next: number, point?: { clientX: number; clientY: number }): void {
    if (next <= 1) fit()
    else if (point === undefined) pan?.zoom(next)
    else pan?.zoomToPoint(next, point)
    changed()
  }
  /** @param by 1 for larger, -1 for smaller. */
  function step(by: 1 | -1): void {
    zoomTo(scale.value * STEP ** by)
  }
  function wheel(event: WheelEvent): void {
    pan?.zoomWithWheel(event)
    changed()
    if (scale.value <= 1) fit()
  }

  onMounted(begin)
  onBeforeUnmount(end)
  return { scale, fit, zoomTo, step, wheel }
}

/**
 * The scale at which one pixel of the picture is one pixel of the screen; 1 while nothing is loaded.
 * @param longestSide of the picture with all of its pixels, which may be more than are loaded.
 */
export function actualScale(image: HTMLImageElement, longestSide: number): number {
  const { clientWidth, clientHeight, naturalWidth, naturalHeight } = image
  if (naturalWidth === 0 || naturalHeight === 0) return 1
  const shown =
    Math.min(clientWidth / naturalWidth, clientHeight / naturalHeight) * Math.max(naturalWidth, naturalHeight)
  return longestSide / (shown * window.devicePixelRatio)
}
