/**
 * @file The web shell: serves the window to this person's browser, on 127.0.0.1 only. What there is: the window's files at
 * `/`, pictures by id, and the pipe to the engine at `/port`. Everything needs the cookie (door.ts); nothing can be written
 * except through the pipe.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { joinPorts, type Port } from '../../../shared/port.ts'
import { Pictures, readPictureAddress } from '../../engine/host/pictures.ts'
import { Connections, CONNECTION_LIMITS, type ConnectionLimits } from './connections.ts'
import { Door } from './door.ts'
import { setSecurityHeaders } from './headers.ts'
import { sendPicture } from './picture-route.ts'
import { PAGES, sendPage } from './plain-page.ts'
import { LARGEST_MESSAGE, webSocketPort } from './websocket-port.ts'
import { sendWindowFile } from './window-files.ts'

const ADDRESS = '127.0.0.1'
/** All that a browser keeps for 127.0.0.1 comes with every request, also the cookies of other programs at other ports. */
const HEADER_BYTES = 64 * 1024

const TOO_MANY = '503 Service Unavailable'

export interface WebShellOptions {
  /** Gives a pipe to the engine. */
  connect: () => Port
  /** Absolute path of the built window. */
  windowFolder: string
  /** 0 for one that is free. */
  port: number
  /** Called when somebody without the cookie opened an address that was used before. */
  onFreshAddress: (url: string) => void
  /** Called with what went wrong in a request or a connection; the others go on. */
  onProblem: (thrown: unknown) => void
  /** Where they differ from the usual ones. */
  limits?: Partial<ConnectionLimits>
}

export interface WebShell {
  /** The address to open: see the note in door.ts. */
  url: string
  close(): Promise<void>
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** @throws AppError `conflict` when the port is taken, `bad-input` when it may not be used. */
export async function startWebShell(options: WebShellOptions): Promise<WebShell> {
  const limits = { ...CONNECTION_LIMITS, ...options.limits }
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: limits.requestMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.requestMs / 4,
  })
  server.timeout = limits.idleMs
  const door = new Door(await listen(server, options.port))
  server.on('error', options.onProblem) // a connection that could not be taken: no more files can be opened
  const connections = new Connections(limits)
  server.on('connection', (socket) => {
    connections.add(socket)
  })
  const pictures = new Pictures(options.connect)
  const answer = answering(door, pictures, connections, options)
  server.on('request', (request, response) => {
    response.on('error', () => undefined) // the browser has gone: nobody to answer
    void answerAlone(answer, request, response, options.onProblem, door.hosts)
  })
  const pipes = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE })
  server.on('upgrade', (request, socket, head) => {
    const hasRoom = () => pipes.clients.size < limits.pipes && connections.welcome(request.socket)
    const status = upgradeStatus(door, request) ?? (hasRoom() ? undefined : TOO_MANY)
    if (status !== undefined) {
      refuseUpgrade(socket, status)
      return
    }
    pipes.handleUpgrade(request, socket, head, (webSocket) => {
      try {
        joinPorts(webSocketPort(webSocket), options.connect())
      } catch (thrown) {
        options.onProblem(thrown)
        webSocket.terminate()
      }
    })
  })
  return {
    url: door.address(),
    async close() {
      for (const webSocket of pipes.clients) webSocket.terminate()
      pictures.close()
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}

/** Answers one request. An error is reported and ends this answer only; other requests are not affected. */
async function answerAlone(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  onProblem: WebShellOptions['onProblem'],
  hosts: readonly string[],
): Promise<void> {
  try {
    setSecurityHeaders(response, hosts)
    await answer(request, response)
  } catch (thrown) {
    onProblem(thrown)
    if (response.headersSent) response.destroy()
    else sendPage(response, PAGES.failed)
  }
}

function answering(
  door: Door,
  pictures: Pictures,
  connections: Connections,
  { windowFolder, onFreshAddress }: Pick<WebShellOptions, 'windowFolder' | 'onFreshAddress'>,
): Answer {
  return async (request, response) => {
    const { method } = request
    const url = readUrl(request)
    if (url === undefined) sendPage(response, PAGES.malformed)
    else if (!door.isOurHost(request) || !door.isOurOrigin(request, { required: false })) {
      sendPage(response, PAGES.foreign)
    } else if (method !== 'GET' && method !== 'HEAD') {
      sendPage(response.setHeader('Allow', 'GET, HEAD'), PAGES.method)
    } else if (method === 'GET' && url.pathname === '/' && url.searchParams.has('token')) {
      admit(door, request, response, url.searchParams.get('token') ?? '', onFreshAddress)
    } else if (!door.hasCookie(request)) {
      sendPage(response, PAGES.noCookie)
    } else if (!connections.welcome(request.socket)) {
      sendPage(response.setHeader('Connection', 'close'), PAGES.tooMany)
    } else {
      const picture = readPictureAddress(url.pathname, url.searchParams)
      if (picture === undefined) await sendWindowFile(windowFolder, request, response)
      else await sendPicture(pictures, picture, request, response)
    }
  }
}

/** Trades the token for the cookie; either way it leaves the address bar. */
function admit(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  onFreshAddress: WebShellOptions['onFreshAddress'],
): void {
  if (!door.hasCookie(request)) {
    const presented = door.present(token)
    if (presented !== 'right') {
      if (presented === 'spent') onFreshAddress(door.address())
      sendPage(response, presented === 'spent' ? PAGES.spentToken : PAGES.wrongToken)
      return
    }
    response.setHeader('Set-Cookie', door.cookie())
  }
  response.writeHead(303, { Location: '/' }).end()
}

/** The status to refuse with, or undefined where the pipe may be opened. A page of another site may not open it. */
function upgradeStatus(door: Door, request: IncomingMessage): string | undefined {
  if (!door.isOurHost(request) || !door.isOurOrigin(request, { required: true })) return '403 Forbidden'
  if (!door.hasCookie(request)) return '403 Forbidden'
  return readUrl(request)?.pathname === '/port' ? undefined : '404 Not Found'
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => undefined) // it may be gone already
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => {
    socket.destroy() // the other side need not close its end, ever
  })
}

/** Only an address of our own: `http://elsewhere/` is for proxies. */
function readUrl({ url }: IncomingMessage): URL | undefined {
  const address = `http://${ADDRESS}${url ?? ''}`
  return url?.startsWith('/') && URL.canParse(address) ? new URL(address) : undefined
}

/** @returns the port. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(cannotListen(error, port))
    })
    server.listen(port, ADDRESS, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function cannotListen(error: NodeJS.ErrnoException, port: number): AppError {
  if (error.code === 'EADDRINUSE') {
    return new AppError('conflict', sentence('port-in-use', { port }), { port }, error)
  }
  if (error.code === 'EACCES') {
    return new AppError('bad-input', sentence('port-not-allowed', { port }), { port }, error)
  }
  return AppError.from(error)
}
