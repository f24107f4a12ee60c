/** @file The pipe to the engine against clients that do not keep to the rules. */
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { LARGEST_MESSAGE, webSocketPort } from '../../main/shells/web/websocket-port.ts'
import { decodeMessage, encodeMessage } from '../../shared/codec.ts'
import { enter, openSocket, shellInTest } from '../support/window/web-shell.ts'

async function opened(): Promise<WebSocket> {
  const shell = await shellInTest()
  const socket = await openSocket(shell.port, {
    cookie: await enter(shell),
    Origin: `http://127.0.0.1:${shell.port}`,
  })
  if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`)
  return socket
}

async function codeOfClose(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number]
  return code
}

function manyEmptyLists(count: number): Uint8Array {
  const bytes = new Uint8Array(5 + count).fill(0x90)
  bytes[0] = 0xdd
  new DataView(bytes.buffer).setUint32(1, count)
  return bytes
}

describe('the pipe', () => {
  it('answers', async () => {
    const socket = await opened()
    socket.send(encodeMessage({ type: 'call', sequence: 1, method: 'status', input: {} }))
    const [data] = (await once(socket, 'message')) as [Buffer]
    expect(decodeMessage(data)).toMatchObject({ type: 'reply', sequence: 1, output: { photos: 0 } })
  })

  it('is at one path only', async () => {
    const shell = await shellInTest()
    const headers = { cookie: await enter(shell), Origin: `http://127.0.0.1:${shell.port}` }
    for (const target of ['/', '/ports', '/port/', '/thumbnails/1']) {
      expect(await openSocket(shell.port, headers, target)).toBe(404)
    }
  })

  it('hangs up on a message that is too large, before it has arrived as a whole', async () => {
    const socket = await opened()
    socket.on('error', () => undefined) // the rest of it is cut off while it is sent
    socket.send(new Uint8Array(LARGEST_MESSAGE + 1))
    expect(await codeOfClose(socket)).toBe(1009)
  })

  it('hangs up on text, and on bytes that are no message', async () => {
    const [one, other] = [await opened(), await opened()]
    one.send('{"type":"call"}')
    expect(await codeOfClose(one)).toBe(1003)
    other.send(Uint8Array.of(0xc1))
    expect(await codeOfClose(other)).toBe(1007)
  })

  it.each([
    ['a tower of lists', new Uint8Array(100_000).fill(0x91)],
    ['more empty lists than any window sends', manyEmptyLists(300_000)],
    [
      'a list that claims to be long',
      Uint8Array.of(0xdd, 0x00, 0xff, 0xff, 0xff, 0xdd, 0x00, 0xff, 0xff, 0xff),
    ],
  ])('hangs up before it decodes %s', async (_what, bytes) => {
    const socket = await opened()
    const before = process.memoryUsage.rss()
    socket.send(bytes)
    expect(await codeOfClose(socket)).toBe(1007)
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6)
  })

  it('lets the others be when one breaks off', async () => {
    const shell = await shellInTest()
    const headers = { cookie: await enter(shell), Origin: `http://127.0.0.1:${shell.port}` }
    const [one, other] = [await openSocket(shell.port, headers), await openSocket(shell.port, headers)]
    if (!(one instanceof WebSocket) || !(other instanceof WebSocket)) throw new Error('refused')
    one.terminate()
    other.send(encodeMessage({ type: 'call', sequence: 1, method: 'status', input: {} }))
    const [data] = (await once(other, 'message')) as [Buffer]
    expect(decodeMessage(data)).toMatchObject({ type: 'reply' })
  })
})

describe('a connection that is only half there', () => {
  it('is noticed, because it does not answer the heartbeat; one that answers stays', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    onTestFinished(() => {
      server.close()
    })
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const closed: string[] = []
    const done = Promise.withResolvers<undefined>()
    server.on('connection', (socket, request) => {
      webSocketPort(socket, 50).onClose(() => {
        closed.push(request.url ?? '')
        done.resolve(undefined)
      })
    })
    const answering = new WebSocket(`ws://127.0.0.1:${port}/answering`)
    onTestFinished(() => {
      answering.terminate()
    })
    await once(answering, 'open')
    // Shakes hands as a browser does, and then says nothing more.
    const silent = createConnection({ host: '127.0.0.1', port })
    silent.write(
      `GET /silent HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    )
    silent.resume()
    await done.promise
    expect(closed).toEqual(['/silent'])
    expect(answering.readyState).toBe(WebSocket.OPEN)
  })
})
