/**
 * @file A real web shell on a real room, for one test, and requests that go out exactly as they are written: a browser or
 * `fetch` would set `Host` and `Origin` itself, and would tidy the path.
 */
import { once } from 'node:events'
import { request, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { serve } from '../../../main/engine/serve.ts'
import { startWebShell, type WebShell, type WebShellOptions } from '../../../main/shells/web/server.ts'
import { memoryPortPair, type Port } from '../../../shared/port.ts'
import { roomIn } from '../engine.ts'
import { temporaryFolder, writeTree } from '../folder.ts'

export interface ShellInTest {
  shell: WebShell
  /** Parts of `shell.url`. */
  port: number
  token: string
  /** Holds `library/`, `window/` and `secret.txt`. */
  folder: string
  /** Fresh addresses that were printed. */
  printed: string[]
  /** What went wrong in requests. */
  problems: unknown[]
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** @param connect To the engine; without it to a room whose library is `folder/library`. */
export async function shellInTest(
  options: {
    folder?: string
    connect?: () => Port
    windowFolder?: string
    /** Instead of the usual ones, or beside them: path below `folder` to content. */
    files?: Readonly<Record<string, string>>
    limits?: WebShellOptions['limits']
  } = {},
): Promise<ShellInTest> {
  const folder = options.folder ?? (await temporaryFolder())
  await writeTree(folder, {
    'secret.txt': 'nobody may read this',
    'window/index.html': '<!doctype html><title>window</title>',
    'window/assets/app.js': 'console.log(1)',
    'window/.hidden': 'hidden',
    ...options.files,
  })
  const printed: string[] = []
  const problems: unknown[] = []
  const shell = await startWebShell({
    connect: options.connect ?? connectTo(folder),
    windowFolder: options.windowFolder ?? path.join(folder, 'window'),
    port: 0,
    onFreshAddress: (url) => printed.push(url),
    onProblem: (thrown) => problems.push(thrown),
    ...(options.limits && { limits: options.limits }),
  })
  onTestFinished(() => shell.close())
  const url = new URL(shell.url)
  return {
    shell,
    port: Number(url.port),
    token: url.searchParams.get('token') ?? '',
    folder,
    printed,
    problems,
  }
}

function connectTo(folder: string): () => Port {
  const room = roomIn(folder)
  return () => {
    const [near, far] = memoryPortPair()
    serve(room, far)
    return near
  }
}

/** Sends a request as it is written; `Host` is the right one unless it is given. */
export async function send(
  port: number,
  target: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: OutgoingHttpHeaders } = {},
): Promise<Answer> {
  const outgoing = request({ host: '127.0.0.1', port, path: target, method, headers, agent: false })
  outgoing.end()
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) }
}

/** Opens the printed address and gives the cookie, as `Cookie` wants it. */
export async function enter({ port, token }: Pick<ShellInTest, 'port' | 'token'>): Promise<string> {
  const { headers } = await send(port, `/?token=${token}`)
  return (headers['set-cookie'] ?? []).join().split(';')[0]
}

/** Opens the pipe with these headers: the socket, or the status with which it was refused. */
export async function openSocket(
  port: number,
  headers: Record<string, string>,
  target = '/port',
): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${target}`, { headers })
  onTestFinished(() => {
    socket.terminate()
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      resolve(socket)
    })
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', reject)
  })
}
