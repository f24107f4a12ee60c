/** @file The rules of the web shell as a real browser keeps them: our page gets everything, any other page nothing. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { launchBrowser } from '../support/window/browser.ts'
import { shellInTest } from '../support/window/web-shell.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
}, 120_000)
afterAll(() => browser.close())

/** A window that only says whether its pipe opened, and what of that ran which must not run. */
const WINDOW = {
  'window/index.html': `<!doctype html><title>window</title><script src="/assets/app.js"></script>
    <script>document.documentElement.dataset.inline = 'ran'</script>`,
  'window/assets/app.js': `const { dataset } = document.documentElement
    try { dataset.made = new Function('return "ran"')() } catch { dataset.made = 'refused' }
    new WebSocket(\`ws://\${location.host}/port\`).onopen = () => { dataset.pipe = 'open' }`,
}

const shellWithWindow = () => shellInTest({ files: WINDOW })

/** A page of another program on this machine: another port, but for cookies the same site. */
async function foreignPage(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>foreign</title>')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${z.object({ port: z.int() }).parse(server.address()).port}/`
}

function pipeOpened(page: Page): Promise<void> {
  return page.locator('html[data-pipe=open]').waitFor({ state: 'attached' })
}

async function newPage(): Promise<Page> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  return context.newPage()
}

describe('in a browser', () => {
  it('the printed address opens the window, whose token is gone from the address bar and whose pipe works', async () => {
    const { shell, port } = await shellWithWindow()
    const page = await newPage()
    await page.goto(shell.url)
    await pipeOpened(page)
    expect(page.url()).toBe(`http://127.0.0.1:${port}/`)
    await page.reload()
    await pipeOpened(page)
    await page.goto(shell.url)
    await pipeOpened(page)
    expect(await page.evaluate(() => document.cookie)).toBe('')
  })

  it('a script that was smuggled into the page does not run, nor does one that is made of text', async () => {
    const { shell } = await shellWithWindow()
    const page = await newPage()
    await page.goto(shell.url)
    await pipeOpened(page)
    const ran = await page.evaluate(() => JSON.stringify(document.documentElement.dataset))
    expect(JSON.parse(ran)).toEqual({ pipe: 'open', made: 'refused' })
  })

  it('another page gets nothing, although the cookie would come along', async () => {
    const { shell, port } = await shellWithWindow()
    const page = await newPage()
    await page.goto(shell.url)
    await pipeOpened(page)
    await page.goto(await foreignPage())
    const attempts = await page.evaluate(async (base) => {
      const settled = (start: (done: (what: string) => void) => void) => new Promise<string>(start)
      return Promise.all([
        settled((done) => {
          const socket = new WebSocket(`${base.replace('http', 'ws')}port`)
          socket.onopen = () => {
            done('opened')
          }
          socket.onerror = () => {
            done('refused')
          }
        }),
        fetch(base, { credentials: 'include' }).then(
          () => 'read',
          () => 'refused',
        ),
        fetch(base, { credentials: 'include', mode: 'no-cors' }).then(
          () => 'fetched',
          () => 'refused',
        ),
        settled((done) => {
          const script = document.createElement('script')
          script.src = `${base}assets/app.js`
          script.onload = () => {
            done('ran')
          }
          script.onerror = () => {
            done('refused')
          }
          document.head.append(script)
        }),
      ])
    }, `http://127.0.0.1:${port}/`)
    expect(attempts).toEqual(['refused', 'refused', 'refused', 'refused'])
  })

  it('another page cannot frame the window', async () => {
    const { shell, port } = await shellWithWindow()
    const page = await newPage()
    await page.goto(shell.url)
    await pipeOpened(page)
    await page.goto(await foreignPage())
    await page.evaluate(async (src) => {
      const frame = document.createElement('iframe')
      const loaded = new Promise((resolve) => {
        frame.onload = resolve
      })
      frame.src = src
      document.body.append(frame)
      await loaded
    }, `http://127.0.0.1:${port}/`)
    const frame = page.frames().at(1)
    expect(frame?.url()).toMatch(/^chrome-error:/)
  })

  it('another browser is told what to do', async () => {
    const { shell } = await shellWithWindow()
    const [first, second] = [await newPage(), await newPage()]
    await first.goto(shell.url)
    await second.goto(shell.url)
    expect(await second.textContent('h1')).toBe('This address has been used')
    await second.goto(new URL('/', shell.url).href)
    expect(await second.textContent('h1')).toBe('Open the address that Twinsort printed')
  })

  it('a link from another site leads in, by one more click', async () => {
    const { shell, port } = await shellWithWindow()
    const page = await newPage()
    await page.goto((await foreignPage()).replace('127.0.0.1', 'localhost')) // another site
    await page.evaluate((url) => {
      location.href = url
    }, shell.url)
    await page.waitForURL(`http://127.0.0.1:${port}/`)
    const link = page.getByRole('link')
    if ((await link.count()) > 0) await link.click()
    await pipeOpened(page)
  })
})
