/**
 * @file `bench start`: how long a person waits who opens a library of 100,000 photos (`--photos N`): from the start of the command line
 * to the first page of Review, and to the grid of Photos, with all their thumbnails drawn; beside an empty library in the same
 * browser. The library was opened once before, as when one comes back to it: what it showed first is kept. Medians of `--times 5`.
 * Needs the built window (`npm run build`).
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { packageRoot } from '../../main/engine/folders.ts'
import { openStore } from '../../main/store/store.ts'
import { launchBrowser } from '../support/window/browser.ts'
import type { Bench } from './bench.ts'
import { runChild } from './child.ts'
import { giveThumbnails } from './large-library.ts'
import { numberOption } from './reference.ts'

const VIEWPORT = { width: 1280, height: 800 }
const CLASSES = 50
/** A library's space is computed when it is opened for the first time. */
const PATIENCE_MS = 900_000

type View = 'review' | 'library' | 'welcome'

/** What a person sees when the view can be used. */
const USABLE: Record<View, (page: Page) => Promise<unknown>> = {
  review: (page) => picturesDrawn(page, '[role=option] img'),
  library: (page) => picturesDrawn(page, '[role=gridcell] img'),
  welcome: (page) => page.getByRole('heading', { level: 1 }).first().waitFor({ timeout: PATIENCE_MS }),
}

export const bench: Bench = async (options) => {
  const photos = numberOption(options, 'photos', 100_000)
  const times = numberOption(options, 'times', 5)
  const dimensions = numberOption(options, 'dimensions', 1280)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  const browser = await launchBrowser()
  try {
    const full = path.join(folder, 'full')
    await runChild('memory-library-child', [full, ...[photos, dimensions, CLASSES].map(String)])
    await giveThumbnails(full, contentHashes(full))
    const open = (library: string, view: View) => secondsToOpen(browser, { folder, library, view })
    const first = await open(full, 'review')
    const seen: Record<View, number[]> = { review: [], library: [], welcome: [] }
    for (let time = 0; time < times; time += 1) {
      // In turns, so that what else the machine does meets all alike.
      seen.welcome.push(await open(path.join(folder, 'empty'), 'welcome'))
      seen.review.push(await open(full, 'review'))
      seen.library.push(await open(full, 'library'))
    }
    const [empty, page, grid] = [median(seen.welcome), median(seen.review), median(seen.library)]
    const seconds = Math.max(page, grid)
    return {
      [`seconds${photos / 1000}k`]: seconds,
      ratioToEmpty: seconds / empty,
      ...{ pageSeconds: page, gridSeconds: grid, emptySeconds: empty, firstSeconds: first },
      ...{ photos, processors: os.availableParallelism(), load: os.loadavg()[0] },
    }
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** From the start of the process until the view can be used. */
async function secondsToOpen(
  browser: Browser,
  { folder, library, view }: { folder: string; library: string; view: View },
): Promise<number> {
  const start = performance.now()
  const entry = path.join(packageRoot(), 'dist', 'main', 'shells', 'cli', 'main.js')
  const words = ['serve', '--library', library, '--no-open', '--json', '--port', '0']
  const environment = { ...process.env, TWINSORT_CACHE: path.join(folder, 'cache'), HOME: folder }
  const shell = spawn(process.execPath, [entry, ...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => shell.once('exit', resolve))
  try {
    const url = await addressOf(shell.stdout)
    const page = await browser.newPage({ viewport: VIEWPORT, locale: 'en' })
    await page.goto(view === 'welcome' ? url : `${url}#/${view}`)
    await USABLE[view](page)
    const seconds = (performance.now() - start) / 1000
    await page.close()
    return seconds
  } finally {
    shell.kill('SIGTERM')
    await ended
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    return z.object({ url: z.string() }).parse(JSON.parse(line)).url
  }
  throw new Error('The command line ended before it served the window.')
}

/** Until there are pictures, and each that is in sight is drawn. */
function picturesDrawn(page: Page, selector: string): Promise<unknown> {
  return page.waitForFunction(
    (pictures) => {
      const all = [...document.querySelectorAll<HTMLImageElement>(pictures)].filter(
        (image) => image.getBoundingClientRect().top < window.innerHeight,
      )
      return all.length > 0 && all.every((image) => image.complete && image.naturalWidth > 0)
    },
    selector,
    { timeout: PATIENCE_MS, polling: 'raf' },
  )
}

function contentHashes(library: string): string[] {
  const store = openStore(library)
  const hashes = store.photos.present().map(({ contentHash }) => contentHash)
  store.close()
  return hashes
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
