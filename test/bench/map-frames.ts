/** @file A map of a large library, for the benchmark of the window: put there as if it had been drawn, and moved about in the window. */
import type { Page } from 'playwright-core'
import { Random } from '../../main/math/random.ts'
import { openStore } from '../../main/store/store.ts'

const CLUSTERS = 80

/** Photos in round heaps on the plane, about as UMAP lays them out. */
export function addMap(library: string): void {
  const store = openStore(library)
  const backbone = store.features.ensureBackbone({
    ...{ name: 'efficientnet-lite2-int8', sha256: '0'.repeat(64) },
    levels: [{ name: 'embedding', dimensions: 8 }],
  })
  store.features.setActive(backbone)
  const photos = Int32Array.from(store.photos.presentIds())
  const random = new Random(3)
  const centres = Float64Array.from({ length: 2 * CLUSTERS }, () => 40 * (random.next() - 0.5))
  const positions = Float32Array.from({ length: 2 * photos.length }, (_, i) => {
    const cluster = (i >> 1) % CLUSTERS
    return centres[2 * cluster + (i & 1)] + random.normal()
  })
  store.maps.put({ space: `features:${backbone}`, photos, positions })
  store.close()
}

/** @returns once the points are drawn. */
export async function openMap(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Map', exact: true }).click()
  await page.getByRole('application').waitFor({ timeout: 120_000 })
  await page.waitForLoadState('networkidle')
}

/** Drags the map about in a circle, by time, as a hand does. @returns milliseconds from frame to frame. */
export function panMap(page: Page, seconds: number): Promise<number[]> {
  return page.evaluate(
    (duration) =>
      new Promise<number[]>((resolve) => {
        const plane = document.querySelector('[role=application]')
        if (plane === null) throw new Error('The window has no map.')
        const { left, top, width, height } = plane.getBoundingClientRect()
        const at = (seconds: number) => ({
          clientX: left + width / 2 + (Math.sin(2 * seconds) * width) / 4,
          clientY: top + height / 2 + (Math.cos(2 * seconds) * height) / 4,
        })
        const press = (type: string, target: EventTarget, seconds: number, buttons: number) =>
          target.dispatchEvent(
            // A mouse's: a finger that stays would open the menu.
            new PointerEvent(type, {
              ...at(seconds),
              ...{ pointerType: 'mouse', button: 0, buttons, bubbles: true, cancelable: true },
            }),
          )
        const frames: number[] = []
        let start: number | undefined
        let before = 0
        const step = (now: number) => {
          if (start === undefined) {
            start = now
            press('pointerdown', plane, 0, 1)
          } else frames.push(now - before)
          before = now
          press('pointermove', window, (now - start) / 1000, 1)
          if (now - start < duration * 1000) requestAnimationFrame(step)
          else {
            press('pointerup', window, (now - start) / 1000, 0)
            resolve(frames)
          }
        }
        requestAnimationFrame(step)
      }),
    seconds,
  )
}

/** Closer by steps, as far as thumbnails are shown, without a pause between two of them. */
export async function enlargeMap(page: Page): Promise<void> {
  await page.getByRole('application').focus()
  for (let step = 0; step < 9; step += 1) await page.keyboard.press('+')
}
