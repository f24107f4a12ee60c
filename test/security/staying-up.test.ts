/** @file What goes wrong in one request or connection, or is done to exhaust the server, ends that one and nothing else. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createConnection, type Socket } from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { memoryPortPair } from '../../shared/port.ts'
import { temporaryFolder, writeTree } from '../support/folder.ts'
import { enter, openSocket, send, shellInTest, type ShellInTest } from '../support/window/web-shell.ts'

async function inside(options: Parameters<typeof shellInTest>[0] = {}) {
  const shell = await shellInTest(options)
  return { ...shell, cookie: await enter(shell) }
}

/** A connection that says nothing, or only `words`; its end may be waited for. */
function quiet(port: number, words = ''): { socket: Socket; closed: Promise<unknown> } {
  const socket = createConnection({ host: '127.0.0.1', port })
  socket.on('error', () => undefined).resume()
  const closed = new Promise((resolve) => socket.once('close', resolve))
  onTestFinished(() => {
    socket.destroy()
  })
  if (words !== '') socket.write(words)
  return { socket, closed }
}

async function pipe({ port }: Pick<ShellInTest, 'port'>, cookie: string): Promise<WebSocket | number> {
  return openSocket(port, { cookie, Origin: `http://127.0.0.1:${port}` })
}

describe('a range', () => {
  it.each([
    'bytes=5-1',
    'bytes=-',
    'bytes=-0',
    'bytes=-5',
    'bytes=0-',
    'bytes=1-2,5-1',
    'bytes=99999999999999999999-',
    'bytes=0-99999999999999999999',
    'bytes=x-y',
    'bytes=1.5-1',
    'lines=5-1',
    '-',
    '='.repeat(5000),
  ])('%s is passed over', async (range) => {
    const { port, cookie, problems } = await inside()
    for (const target of ['/assets/app.js', '/', '/thumbnails/1']) {
      const { status, body } = await send(port, target, { headers: { cookie, range } })
      expect(status).toBe(target.startsWith('/thumb') ? 404 : 200)
      if (target === '/assets/app.js') expect(body.toString()).toBe('console.log(1)')
    }
    expect(problems).toEqual([])
  })
})

describe('a window that is built again while it is served', () => {
  it('is told as it is at each moment, and served again once it is whole', async () => {
    const { port, cookie, folder } = await inside()
    const get = async (target: string) => (await send(port, target, { headers: { cookie } })).status
    const window = path.join(folder, 'window')
    await rm(path.join(window, 'assets'), { recursive: true })
    expect(await get('/assets/app.js')).toBe(404)
    await mkdir(path.join(window, 'assets', 'app.js'), { recursive: true })
    expect(await get('/assets/app.js')).toBe(404)
    await rm(window, { recursive: true })
    expect(await get('/')).toBe(503)
    await writeTree(folder, { 'window/index.html': 'anew', 'window/assets/other.js': 'x' })
    const page = await send(port, '/', { headers: { cookie } })
    expect({ ...page, headers: page.headers['content-length'] }).toMatchObject({ status: 200, headers: '4' })
    expect(page.body.toString()).toBe('anew')
    expect(await get('/assets/other.js')).toBe(200)
  })

  it('gives a file another tag when it changes, also within the same moment and size', async () => {
    const { port, cookie, folder } = await inside()
    const first = await send(port, '/', { headers: { cookie } })
    await writeFile(path.join(folder, 'window', 'index.html'), '<!doctype html><title>WINDOW</title>')
    const tag = String(first.headers.etag)
    expect((await send(port, '/', { headers: { cookie, 'if-none-match': tag } })).status).toBe(200)
  })

  it('says of a file that cannot be read that it failed', async () => {
    const { port, cookie, folder, problems } = await inside()
    const file = path.join(folder, 'window', 'assets', 'app.js')
    await rm(file)
    await symlink(file, file) // leads to itself
    expect((await send(port, '/assets/app.js', { headers: { cookie } })).status).toBe(500)
    expect((await send(port, '/', { headers: { cookie } })).status).toBe(200)
    expect(problems).toHaveLength(1)
  })
})

describe('an error that nobody expected', () => {
  it('is told, and ends its request or its pipe', async () => {
    let isBroken = true
    const broken = () => {
      if (isBroken) throw new Error('no line can be had')
      return memoryPortPair()[0]
    }
    const shell = await inside({ connect: broken })
    const { port, cookie, problems } = shell
    const socket = await pipe(shell, cookie)
    if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`)
    if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close')
    expect(problems).toEqual([new Error('no line can be had')])
    expect((await send(port, '/thumbnails/1', { headers: { cookie } })).status).toBe(503)
    expect((await send(port, '/', { headers: { cookie } })).status).toBe(200)
    isBroken = false
    expect(await pipe(shell, cookie)).toBeInstanceOf(WebSocket)
  })

  it.each([
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: ${'x'.repeat(70_000)}\r\n\r\n`,
    '\u0000\u0001\u0002\u0003\r\n\r\n',
    'GET /port HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
  ])('of the protocol too: %j', async (words) => {
    const { port, cookie } = await inside()
    await quiet(port, words).closed
    expect((await send(port, '/', { headers: { cookie } })).status).toBe(200)
  })
})

describe('connections', () => {
  it('of strangers do not keep the person out, however many there are', async () => {
    const { port, cookie } = await inside({ limits: { strangers: 4 } })
    const crowd = Array.from({ length: 20 }, () => quiet(port))
    expect((await send(port, '/', { headers: { cookie } })).status).toBe(200)
    await Promise.all(crowd.slice(0, 16).map(({ closed }) => closed))
    expect((await send(port, '/', { headers: { cookie } })).status).toBe(200)
  })

  it('that never come to an end of their request are closed', async () => {
    const { port, cookie } = await inside({ limits: { requestMs: 100 } })
    await quiet(port).closed
    await quiet(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `).closed
    await quiet(port, `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 9\r\n\r\nhalf`).closed
    expect((await send(port, '/', { headers: { cookie } })).status).toBe(200)
  })

  it('on which nothing moves are closed; a pipe that answers its heartbeat is none of them', async () => {
    const shell = await inside({ connect: () => memoryPortPair()[0], limits: { idleMs: 300 } })
    const socket = await pipe(shell, shell.cookie)
    if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`)
    const { port, cookie } = shell
    const head = `GET /thumbnails/1 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`
    await quiet(port, head).closed // the engine never answers
    await quiet(port).closed
    expect(socket.readyState).toBe(WebSocket.OPEN)
  })

  it('with the cookie are limited as well, and so are pipes; both come back when others go', async () => {
    const shell = await inside({ limits: { known: 3, pipes: 2 } })
    const { port, cookie } = shell
    const [first, second] = [await pipe(shell, cookie), await pipe(shell, cookie)]
    if (!(first instanceof WebSocket) || !(second instanceof WebSocket)) throw new Error('refused')
    expect(await pipe(shell, cookie)).toBe(503)
    const request = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`
    const kept = quiet(port, request).socket
    await once(kept, 'data')
    const refused = await send(port, '/', { headers: { cookie } })
    expect({ status: refused.status, connection: refused.headers.connection }).toEqual({
      status: 503,
      connection: 'close',
    })
    expect(refused.body.toString()).toContain('Too many windows')
    first.close()
    kept.destroy()
    await once(first, 'close')
    await expect.poll(() => pipe(shell, cookie)).toBeInstanceOf(WebSocket)
  })
})

describe.skipIf(process.platform === 'win32')('a server that may open few files', () => {
  it('outlives a crowd that uses them all up', async () => {
    const folder = await temporaryFolder()
    await writeTree(folder, { 'window/index.html': 'window' })
    const child = path.join(import.meta.dirname, 'serving-child.ts')
    const server = spawn(
      'sh',
      ['-c', 'ulimit -n 56 && exec "$@"', 'sh', process.execPath, child, path.join(folder, 'window')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    onTestFinished(() => {
      server.kill('SIGKILL')
    })
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    const url = new URL(z.url().parse(line.toString().trim()))
    const port = Number(url.port)
    const cookie = await enter({ port, token: url.searchParams.get('token') ?? '' })
    const crowd = Array.from({ length: 120 }, () => quiet(port))
    await Promise.all(
      crowd.map(async ({ socket }) => {
        if (socket.connecting) await Promise.race([once(socket, 'connect'), once(socket, 'close')])
      }),
    )
    // Answered or broken off, as the system has it; the server is there afterwards.
    await Promise.allSettled(Array.from({ length: 20 }, () => send(port, '/', { headers: { cookie } })))
    for (const { socket } of crowd) socket.destroy()
    await expect
      .poll(() => send(port, '/', { headers: { cookie } }).then(({ status }) => status, String))
      .toBe(200)
    expect(server.exitCode).toBe(null)
  })
})
