/**
 * @file The web shell: serves the window to this person's browser, on 127.0.0.1 only. What there is: the window's files at
 * `/`, pictures by id, and the pipe to the engine at `/port`. Everything needs the cookie (door.ts); nothing can be written
 * except through the pipe.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { AppError } from '../../../shared/errors.ts'
import { joinPorts, type Port } from '../../../shared/port.ts'
import { Pictures, readPictureAddress } from '../../engine/host/pictures.ts'
import { Door } from './door.ts'
import { setSecurityHeaders } from './headers.ts'
import { sendPicture } from './picture-route.ts'
import { PAGES, sendPage } from './plain-page.ts'
import { LARGEST_MESSAGE, webSocketPort } from './websocket-port.ts'
import { windowFiles, type Answer } from './window-files.ts'

const ADDRESS = '127.0.0.1'
/** All that a browser keeps for 127.0.0.1 comes with every request, also the cookies of other programs at other ports. */
const HEADER_BYTES = 64 * 1024

export interface WebShellOptions {
  /** Gives a pipe to the engine. */
  connect: () => Port
  /** Absolute path of the built window. */
  windowFolder: string
  /** 0 for one that is free. */
  port: number
  /** Called when somebody without the cookie opened an address that was used before. */
  onFreshAddress: (url: string) => void
}

export interface WebShell {
  /** The address to open: see the note in door.ts. */
  url: string
  close(): Promise<void>
}

/** @throws AppError `conflict` when the port is taken, `bad-input` when it may not be used. */
export async function startWebShell(options: WebShellOptions): Promise<WebShell> {
  const server = createServer({ maxHeaderSize: HEADER_BYTES })
  const door = new Door(await listen(server, options.port))
  const pictures = new Pictures(options.connect)
  const answer = answering(door, pictures, windowFiles(options.windowFolder), options.onFreshAddress)
  server.on('request', (request, response) => {
    setSecurityHeaders(response, door.hosts)
    answer(request, response)
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE })
  server.on('upgrade', (request, socket, head) => {
    const status = upgradeStatus(door, request)
    if (status !== undefined) {
      refuseUpgrade(socket, status)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      joinPorts(webSocketPort(webSocket), options.connect())
    })
  })
  return {
    url: door.address(),
    async close() {
      for (const webSocket of sockets.clients) webSocket.terminate()
      pictures.close()
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}

function answering(
  door: Door,
  pictures: Pictures,
  files: Answer,
  onFreshAddress: WebShellOptions['onFreshAddress'],
): Answer {
  return (request, response) => {
    const { method } = request
    const url = readUrl(request)
    if (url === undefined) sendPage(response, PAGES.malformed)
    else if (!door.isOurHost(request) || !door.isOurOrigin(request, { required: false })) {
      sendPage(response, PAGES.foreign)
    } else if (method !== 'GET' && method !== 'HEAD') {
      sendPage(response.setHeader('Allow', 'GET, HEAD'), PAGES.method)
    } else if (method === 'GET' && url.pathname === '/' && url.searchParams.has('token')) {
      letIn(door, request, response, url.searchParams.get('token') ?? '', onFreshAddress)
    } else if (!door.hasCookie(request)) {
      sendPage(response, PAGES.noCookie)
    } else {
      const picture = readPictureAddress(url.pathname, url.searchParams)
      if (picture === undefined) files(request, response)
      else void sendPicture(pictures, picture, request, response)
    }
  }
}

/** Trades the token for the cookie; either way it leaves the address bar. */
function letIn(
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
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
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
    const sentence = `Port ${port} is in use by another program. Choose another, or leave out --port for one that is free.`
    return new AppError('conflict', sentence, { port }, error)
  }
  if (error.code === 'EACCES') {
    return new AppError(
      'bad-input',
      `Port ${port} is not for everybody. Choose one above 1023.`,
      { port },
      error,
    )
  }
  return AppError.from(error)
}
