/** @file `npm run dev`: the window from its sources, behind the guards of the web shell, on an engine that starts again. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { utimes } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { packageRoot } from '../../main/engine/folders.ts'
import { temporaryFolder } from '../support/folder.ts'
import { newPage } from '../support/window/shared-browser.ts'
import { enter, openSocket, send } from '../support/window/web-shell.ts'

/** Starts it on an empty library; `told` waits for a line of its output. */
async function startDevelopment() {
  const folder = await temporaryFolder()
  const words = ['scripts/dev.mjs', '--library', path.join(folder, 'library'), '--port', '0']
  const child = spawn(process.execPath, words, {
    cwd: packageRoot(),
    env: { ...process.env, XDG_DATA_HOME: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  async function told(start: string): Promise<string> {
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`It ended before it said "${start}".`)
      if (value.startsWith(start)) return value.slice(start.length)
    }
  }
  return { url: new URL(await told('Twinsort is open at ')), told }
}

it('shows the window to whoever has the address, and to no other page', async () => {
  const { url } = await startDevelopment()
  const [port, token] = [Number(url.port), url.searchParams.get('token') ?? '']
  const cookie = await enter({ port, token })
  expect(await openSocket(port, { Origin: url.origin })).toBe(403)
  expect(await openSocket(port, { Origin: 'http://example.com', Cookie: cookie })).toBe(403)
  expect(await openSocket(port, { Cookie: cookie })).toBe(403)
  expect(await openSocket(port, { Origin: url.origin, Cookie: cookie })).not.toBe(403)
  expect(await send(port, '/thumbnails/1?key=none')).toMatchObject({ status: 403 })
  expect(await send(port, '/thumbnails/1?key=none', { headers: { Cookie: cookie } })).toMatchObject({
    status: 404,
  })
  const { headers } = await send(port, '/')
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';")
})

it('starts the engine again when a source changes, and the window goes on', async () => {
  const { url, told } = await startDevelopment()
  const page = await newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text())
  })
  await page.goto(url.href)
  await page.getByRole('heading', { name: 'Sort your photos' }).waitFor()
  const answered = new Promise((resolve) => {
    page.on('websocket', (socket) => {
      if (socket.url().endsWith('/port')) socket.on('framereceived', resolve)
    })
  })
  const now = new Date()
  await utimes(path.join(packageRoot(), 'main/engine/browse.ts'), now, now)
  await told('The engine was started again.')
  await answered // the page has come back by itself, and the new engine answers it
  await page.getByRole('button', { name: 'Choose a folder' }).click()
  await page.getByLabel('Path of the folder').waitFor()
  expect(complaints).toEqual([])
})
