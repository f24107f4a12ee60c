/**
 * @file A headless browser for tests: the one that TWINSORT_BROWSER names, else an installed Chromium or Chrome, else the
 * Chromium that the npm package @sparticuz/chromium carries, unpacked once into the cache folder.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { cacheFolder } from '../../../main/model/backends/folders.ts'

const INSTALLED_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const INSTALLED_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

interface Candidate {
  executablePath: string
  /** Of libraries that a bare machine may lack. */
  libraries?: string
}

/** A machine that has much else to do reads sixty photos in a minute. */
const PATIENCE_MS = 90_000

/** What a person with an English system sees in a window of common size. */
export async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 800 } })
  context.setDefaultTimeout(PATIENCE_MS)
  return context
}

/**
 * @param switches of Chromium, beside those that tests need everywhere
 * @throws Error that says what was tried, where no browser can be had.
 */
export async function launchBrowser(switches: readonly string[] = []): Promise<Browser> {
  const problems: string[] = []
  for (const find of [named, installed, carried]) {
    try {
      const candidate = await find()
      if (candidate !== undefined) return await start(candidate, switches)
    } catch (thrown) {
      problems.push(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
  throw new Error(
    `No browser for the tests: set TWINSORT_BROWSER to a Chromium's executable. ${problems.join('\n')}`,
  )
}

async function start(
  { executablePath, libraries }: Candidate,
  switches: readonly string[],
): Promise<Browser> {
  // The sandbox needs rights that root and containers do not have; the tests open only our own pages.
  const options = { executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', ...switches] }
  try {
    return await chromium.launch(options)
  } catch (thrown) {
    if (libraries === undefined) throw thrown
    return chromium.launch({ ...options, env: { ...process.env, LD_LIBRARY_PATH: libraries } })
  }
}

function named(): Candidate | undefined {
  const executablePath = process.env.TWINSORT_BROWSER
  return executablePath ? { executablePath } : undefined
}

function installed(): Candidate | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const onPath = folders.flatMap((folder) => INSTALLED_NAMES.map((name) => path.join(folder, name)))
  const executablePath = [...onPath, ...INSTALLED_PLACES].find((file) => existsSync(file))
  return executablePath === undefined ? undefined : { executablePath }
}

/** Built for Linux on x64 alone. */
async function carried(): Promise<Candidate | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const packed = path.resolve(path.dirname(entry), '../bin')
  // Another version of the package has another size to the byte.
  const { size } = await stat(path.join(packed, 'chromium.br'))
  const folder = path.join(cacheFolder(), 'chromium', String(size))
  if (!existsSync(folder)) await (unpacking ??= unpack(packed, folder))
  return {
    executablePath: path.join(folder, 'chromium'),
    libraries: path.join(folder, 'al2023', 'lib'),
  }
}

/** Of this process: a test that opens two windows at once unpacks one browser, since the place to unpack to is the process's. */
let unpacking: Promise<void> | undefined

/** Beside its place first, so that two processes at once, or a killed one, leave no half of a browser. */
async function unpack(packed: string, folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true })
  const beside = await mkdtemp(`${folder}-`)
  const before = process.env.TMPDIR
  process.env.TMPDIR = beside // where the package unpacks to
  try {
    const { default: packaged, inflate } = await import('@sparticuz/chromium')
    await packaged.executablePath(packed)
    await inflate(path.join(packed, 'al2023.tar.br'))
    await rename(beside, folder)
  } catch (thrown) {
    await rm(beside, { recursive: true, force: true })
    if (!existsSync(folder)) throw thrown // else another test was quicker
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}
