/**
 * @file `bench grid`: the window's library of 100,000 photos (`--photos`), scrolled for 8 seconds (`--seconds`) in a headless
 * browser without a graphics card: half of them at 800 pixels a second, a screenful, where each photo's own thumbnail is
 * fetched and decoded, half at 3,000 (`--speed`), where photos fly past. Then filters, orders and jumps through it. Then the map
 * of the same photos, whole and enlarged, is dragged about. An empty page of the same browser says what the machine allows.
 * Needs the built window (`npm run build`).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { serveBuiltWindow } from '../support/window/serve-built-window.ts'
import { launchBrowser } from '../support/window/browser.ts'
import type { Bench } from './bench.ts'
import { makeLargeLibrary } from './large-library.ts'
import { addMap, enlargeMap, openMap, panMap } from './map-frames.ts'
import { numberOption } from './reference.ts'
import { longestTask } from './trace.ts'

const VIEWPORT = { width: 1280, height: 800 }
/** Pixels a second at which one looks at what passes. */
const LOOKING = 800
/** A frame that took longer than this at 60 a second left out at least one. Milliseconds. */
const DROPPED_MS = 25

export const bench: Bench = async (options) => {
  const photos = numberOption(options, 'photos', 100_000)
  const seconds = numberOption(options, 'seconds', 8)
  const speed = numberOption(options, 'speed', 3000)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  await makeLargeLibrary(path.join(folder, 'library'), photos)
  addMap(path.join(folder, 'library'))
  const { host, shell } = await serveBuiltWindow(folder)
  const browser = await launchBrowser()
  try {
    const empty = await emptyPage(browser, seconds / 4)
    const page = await openLibrary(browser, shell.url)
    const still = await scroll(page, seconds / 4, 0) // what the machine itself allows
    const looking = await scroll(page, seconds / 2, LOOKING)
    const racing = await scroll(page, seconds / 2, speed)
    const frames = [...looking, ...racing]
    const scrolling = await longestTask(browser, page, () => scroll(page, seconds / 2, speed))
    const arranging = await longestTask(browser, page, () => arrange(page))
    await openMap(page)
    const whole = await panMap(page, seconds / 2)
    const enlarging = await longestTask(browser, page, () => enlargeMap(page))
    const near = await panMap(page, seconds / 2)
    const panning = await longestTask(browser, page, () => panMap(page, seconds / 2))
    const map = [...whole, ...near]
    return {
      p95FrameMs: percentile(frames, 0.95),
      droppedShare: droppedShare(frames),
      emptyDroppedShare: droppedShare(empty),
      longestTaskMs: Math.max(scrolling.wall, arranging.wall, enlarging.wall, panning.wall),
      longestTaskWorkMs: Math.max(scrolling.work, arranging.work, enlarging.work, panning.work),
      ...{ mapP95FrameMs: percentile(map, 0.95), mapDroppedShare: droppedShare(map) },
      ...{ wholeMapP95FrameMs: percentile(whole, 0.95), nearMapP95FrameMs: percentile(near, 0.95) },
      ...{ enlarging, panning, windowHeapMB: await heapMB(page) },
      stillP95FrameMs: percentile(still, 0.95),
      lookingP95FrameMs: percentile(looking, 0.95),
      racingP95FrameMs: percentile(racing, 0.95),
      ...{ scrolling, arranging, medianFrameMs: percentile(frames, 0.5), worstFrameMs: Math.max(...frames) },
      ...{
        photos,
        speed,
        frames: frames.length,
        processors: os.availableParallelism(),
        load: os.loadavg()[0],
      },
    }
  } finally {
    await browser.close()
    await shell.close()
    await host.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function openLibrary(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: VIEWPORT, locale: 'en' })
  await page.goto(url)
  await page.getByRole('link', { name: 'Photos', exact: true }).click()
  await page.getByRole('gridcell').first().waitFor({ timeout: 120_000 })
  await page.waitForLoadState('networkidle')
  return page
}

/** Frames of a page with nothing on it. */
async function emptyPage(browser: Browser, seconds: number): Promise<number[]> {
  const page = await browser.newPage({ viewport: VIEWPORT })
  const frames = await scroll(page, seconds, 0)
  await page.close()
  return frames
}

/** What the page's own values take; pictures and drawing surfaces lie beside them. */
async function heapMB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

function droppedShare(frames: readonly number[]): number {
  return frames.filter((frame) => frame > DROPPED_MS).length / frames.length
}

/** Scrolls evenly by time, as a hand on a wheel or a trackpad does. @returns milliseconds from frame to frame. */
function scroll(page: Page, seconds: number, speed: number): Promise<number[]> {
  return page.evaluate(
    ([duration, pixelsPerSecond]) =>
      new Promise<number[]>((resolve) => {
        const scroller = document.querySelector('[role=grid]')?.parentElement
        const frames: number[] = []
        let start: number | undefined
        let before = 0
        const from = scroller?.scrollTop ?? 0
        const step = (now: number) => {
          if (start === undefined) start = now
          else frames.push(now - before)
          before = now
          scroller?.scrollTo({ top: from + ((now - start) / 1000) * pixelsPerSecond })
          if (now - start < duration * 1000) requestAnimationFrame(step)
          else resolve(frames)
        }
        requestAnimationFrame(step)
      }),
    [seconds, speed] as const,
  )
}

/**
 * What makes the window think: filters, other orders, the end, larger tiles, everything selected. In the page itself,
 * because the tester's own search for elements would count as the window's work.
 */
function arrange(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const find = (selector: string): HTMLElement => {
      const found = document.querySelector<HTMLElement>(selector)
      if (found === null) throw new Error(`The window has no ${selector}.`)
      return found
    }
    const drawn = () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          requestAnimationFrame(resolve)
        })
      })
    const write = (selector: string, value: string, event: string) => {
      const field = find(selector)
      if (field instanceof HTMLInputElement) field.value = value
      field.dispatchEvent(new Event(event, { bubbles: true }))
    }
    const press = (key: string, ctrlKey = false) =>
      find('[role=gridcell][tabindex="0"]').dispatchEvent(
        new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }),
      )
    const steps = [
      () => {
        find('input[type=radio][value=confirmed]').click()
      },
      () => {
        write('[role=search] input[type=text]', 'class number 1', 'input')
      },
      () => {
        write('[role=search] input[type=text]', 'img 77 autumn', 'input')
      },
      () => {
        write('[role=search] input[type=text]', '', 'input')
      },
      () => {
        find('input[type=radio][value=all]').click()
      },
      () => {
        find('button[title="Arrange"]').click()
      },
      () => {
        find('input[type=radio][value=unsure]').click()
      },
      () => {
        find('button[title="Arrange"]').click()
      },
      () => press('End', true),
      () => press('+'),
      () => press('a', true),
      () => press('Home', true),
    ]
    for (const step of steps) {
      step()
      await drawn()
    }
  })
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}
