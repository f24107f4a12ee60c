/** @file The hidden window in the Electron shell, as far as it goes without Electron: who asks whom, and what its address stands for. */
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { hiddenFile, HIDDEN_POLICY } from '../../../main/shells/electron/windows/hidden-files.ts'
import { RequestedWindows } from '../../../main/shells/electron/windows/requested-windows.ts'
import { memoryPortPair, PortEnd, type Port } from '../../../shared/port.ts'
import { assertNothingShared } from '../../support/strict-carrier.ts'

/** All messages that have arrived at a port. */
function heard(port: Port): unknown[] {
  const messages: unknown[] = []
  port.onMessage((message) => messages.push(message))
  return messages
}

function isClosed(port: Port): () => boolean {
  let closed = false
  port.onClose(() => (closed = true))
  return () => closed
}

function requested() {
  const requests: unknown[] = []
  const windows = new RequestedWindows((request) => requests.push(request))
  return { requests, windows }
}

describe('a window that the engine asks for', () => {
  test('gets what was said before its page was there, and answers', async () => {
    const { requests, windows } = requested()
    const port = windows.open()
    port.post('early')
    expect(requests).toEqual([{ window: 'open', number: 1 }])
    const [page, end] = memoryPortPair()
    const atPage = heard(page)
    windows.receive({ window: 'opened', number: 1 }, end)
    port.post('late')
    await expect.poll(() => atPage).toEqual(['early', 'late'])
    const back = heard(port)
    page.post('answer')
    await expect.poll(() => back).toEqual(['answer'])
  })

  test('closes with its port, and once', async () => {
    const { requests, windows } = requested()
    const port = windows.open()
    const [page, end] = memoryPortPair()
    const pageClosed = isClosed(page)
    windows.receive({ window: 'opened', number: 1 }, end)
    port.close()
    await expect.poll(pageClosed).toBe(true)
    await expect.poll(() => requests.at(-1)).toEqual({ window: 'close', number: 1 })
    windows.receive({ window: 'ended', number: 1 }, undefined)
    expect(requests).toHaveLength(2)
  })

  test('closes when its port cannot carry what is said, and nothing else ends', async () => {
    const { requests, windows } = requested()
    const port = windows.open()
    const closed = isClosed(port)
    const end = new PortEnd({ send: assertNothingShared, hangUp: () => undefined })
    const pageClosed = isClosed(end)
    windows.receive({ window: 'opened', number: 1 }, end)
    port.post(new Uint8Array(4))
    port.post(new Uint8Array(new SharedArrayBuffer(4)))
    await expect.poll(closed).toBe(true)
    expect(pageClosed()).toBe(true)
    expect(requests.at(-1)).toEqual({ window: 'close', number: 1 })
  })

  test('that ends closes its port, and leaves others alone', async () => {
    const { requests, windows } = requested()
    const [first, second] = [windows.open(), windows.open()]
    const [firstClosed, secondClosed] = [isClosed(first), isClosed(second)]
    windows.receive({ window: 'ended', number: 1 }, undefined)
    await expect.poll(firstClosed).toBe(true)
    expect(secondClosed()).toBe(false)
    expect(requests).toEqual([1, 2].map((number) => ({ window: 'open', number }))) // it is gone: nothing to close
  })

  test('that opens when nobody wants it any more is hung up on', async () => {
    const { windows } = requested()
    windows.open().close()
    const [page, end] = memoryPortPair()
    const pageClosed = isClosed(page)
    await Promise.resolve()
    await expect
      .poll(() => {
        windows.receive({ window: 'opened', number: 1 }, end)
        return pageClosed()
      })
      .toBe(true)
  })
})

describe('the address of the hidden window', () => {
  const folder = path.resolve('/app/dist/hidden-window')

  test('stands for its page and its script', () => {
    expect(hiddenFile('twinsort://compute/index.html', folder)).toEqual({
      path: path.join(folder, 'index.html'),
      type: 'text/html',
    })
    expect(hiddenFile('twinsort://compute/page.js', folder)?.type).toBe('text/javascript')
  })

  test.each([
    '',
    'twinsort://compute/',
    'twinsort://compute/licences.json',
    'twinsort://compute/../package.json',
    'twinsort://compute/..%2fpackage.json',
    'twinsort://app/index.html',
    'https://compute/index.html',
    'file:///etc/passwd',
  ])('and for nothing else: %s', (address) => {
    expect(hiddenFile(address, folder)).toBeUndefined()
  })

  test('has a policy without a connection, a frame, or code from strings', () => {
    expect(HIDDEN_POLICY).toMatch(/^default-src 'none'; script-src 'self';/)
    expect(HIDDEN_POLICY).not.toMatch(/unsafe|connect-src|frame-src|worker-src/)
    expect(HIDDEN_POLICY).toMatch(/; webrtc 'block'$/)
  })
})
