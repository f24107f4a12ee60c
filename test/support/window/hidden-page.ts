/**
 * @file The page of the hidden window in a real browser, in the place of Electron's: built from the sources as they are, under
 * its own policy, without any network. Its port leads over the debugger's line, packed as for a WebSocket.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { packageRoot } from '../../../main/engine/folders.ts'
import { HIDDEN_POLICY } from '../../../main/shells/electron/windows/hidden-files.ts'
import { NO_NETWORK } from '../../../main/shells/electron/security/locked-preferences.ts'
import { decodeMessage, encodeMessage } from '../../../shared/codec.ts'
import { PortEnd, type Port } from '../../../shared/port.ts'

/** Chromium's own software adapter, and a canvas that it can read from; and of WebRTC what Electron is told of the window. */
export const SOFTWARE_WEBGPU = [
  `--force-webrtc-ip-handling-policy=${NO_NETWORK.webRtc}`,
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

/** Browsers show WebGPU to addresses that they trust: this one is. */
const ADDRESS = 'http://localhost/'

/** A test may lose a device that the page has asked for: they are in `keptDevices`. */
const KEEP_DEVICES = `{
  globalThis.keptDevices = []
  const original = globalThis.GPUAdapter?.prototype.requestDevice
  if (original !== undefined) GPUAdapter.prototype.requestDevice = async function (...given) {
    const device = await original.apply(this, given)
    keptDevices.push(device)
    return device
  }
}`

export interface HiddenPages {
  /** Opens a page; closing the port closes it. */
  open: () => Port
  /** What has been opened so far. */
  readonly opened: readonly Promise<Page>[]
  /** Addresses that a page asked for and did not get, and what it complained of. */
  readonly refused: readonly string[]
  readonly problems: readonly string[]
  dispose: () => Promise<void>
}

export async function hiddenPages(browser: Browser): Promise<HiddenPages> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-hidden-'))
  const script = path.join(packageRoot(), 'scripts/bundle-hidden-window.mjs')
  await promisify(execFile)(process.execPath, [script, folder])
  const line = await lineScript(folder)
  const opened: Promise<Page>[] = []
  const [refused, problems]: [string[], string[]] = [[], []]

  async function show(port: PortEnd): Promise<Page> {
    const { rules, bypass } = NO_NETWORK.proxy
    const page = await browser.newPage({ proxy: { server: rules, bypass } })
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('close', () => {
      port.lost()
    })
    page.on('crash', () => {
      port.lost()
    })
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url())
      const name = pathname === '/' ? 'index.html' : pathname.slice(1)
      if (!['index.html', 'page.js'].includes(name)) {
        refused.push(pathname)
        await route.abort()
        return
      }
      await route.fulfill({
        body: await readFile(path.join(folder, name)),
        contentType: name.endsWith('.js') ? 'text/javascript' : 'text/html',
        headers: { 'Content-Security-Policy': HIDDEN_POLICY },
      })
    })
    await page.addInitScript(KEEP_DEVICES)
    await page.exposeFunction('toEngine', (packed: string) => {
      port.receive(decodeMessage(Buffer.from(packed, 'base64')))
    })
    await page.goto(ADDRESS, { waitUntil: 'load' })
    await page.evaluate(line)
    return page
  }

  return {
    opened,
    refused,
    problems,
    open: () => {
      let sent: Promise<unknown> = Promise.resolve()
      const port: PortEnd = new PortEnd({
        send(message) {
          const packed = Buffer.from(encodeMessage(message)).toString('base64')
          sent = sent.then(async () => (await shown).evaluate(`toPage(${JSON.stringify(packed)})`))
          sent.catch(() => {
            port.lost()
          })
        },
        hangUp() {
          void shown.then((page) => page.close())
        },
      })
      const shown = show(port)
      opened.push(shown)
      return port
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The page's end of the line as one script. */
async function lineScript(folder: string): Promise<string> {
  const name = 'line.js'
  await build({
    configFile: false,
    root: packageRoot(),
    logLevel: 'silent',
    build: {
      target: 'es2024',
      outDir: folder,
      emptyOutDir: false,
      lib: {
        entry: path.join(import.meta.dirname, 'hidden-page-line.ts'),
        formats: ['iife'],
        name: 'line',
        fileName: () => name,
      },
    },
  })
  return readFile(path.join(folder, name), 'utf8')
}
