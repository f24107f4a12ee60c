/** @file Moving over the map: zoom, pan, pinch, all of it. Whatever is done, photos stay in sight, also when others are shown. */
import { computed, watch, type Ref } from 'vue'
import * as cameras from './camera.ts'
import type { Camera, Point, Size } from './camera.ts'
import type { PointIndex } from './point-index.ts'
import { inSight } from './sight.ts'

type Pair = readonly [Point, Point]
export type Looking = ReturnType<typeof useLooking>

export function useLooking(
  camera: Ref<Camera>,
  size: Readonly<Ref<Size>>,
  index: Readonly<Ref<PointIndex>>,
  count: () => number,
) {
  const most = computed(() => cameras.mostZoom(count()))
  function look(wanted: Camera, inset?: number): void {
    camera.value = inSight(wanted, size.value, index.value, inset)
  }
  function show(wanted: Camera): void {
    look(wanted)
  }
  function whole(): void {
    camera.value = cameras.wholeMap(size.value)
  }
  /** All that is shown, as large as it fits. */
  function fit(places: readonly Point[]): void {
    camera.value = cameras.cameraAround(places, size.value, most.value)
  }
  function zoom(by: number, at: Point = middle()): void {
    // Who zooms in beside the photos is led to the next one, and sees it in the middle rather than at the edge.
    const inset = Math.min(size.value.width, size.value.height) / 3
    look(cameras.zoomedAt(camera.value, size.value, by, at, most.value), inset)
  }
  /** CSS pixels that what is seen moves by. */
  function move(by: Point): void {
    look(cameras.movedBy(camera.value, by))
  }
  function pinch(from: Pair, to: Pair): void {
    look(cameras.pinched(camera.value, size.value, from, to, most.value))
  }
  function reveal(place: Point, margin: number): void {
    look(cameras.revealing(camera.value, size.value, place, margin))
  }
  function middle(): Point {
    return { x: size.value.width / 2, y: size.value.height / 2 }
  }
  // Other classes are shown, the photos have other places, or the window is smaller.
  watch([index, size], () => {
    if (size.value.width > 0) look(camera.value)
  })

  return { show, whole, fit, zoom, move, pinch, reveal }
}
