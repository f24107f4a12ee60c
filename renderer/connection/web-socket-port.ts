/** @file The browser's end of the pipe to the engine: binary messages over a WebSocket to the page's own origin. */
import { decodeMessage, encodeMessage } from '../../shared/codec.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { PortEnd, type Port } from '../../shared/port.ts'

/** @throws AppError `disconnected` when the server is not there or refuses. */
export function connectWebSocket(url: string): Promise<Port> {
  const { promise, resolve, reject } = Promise.withResolvers<Port>()
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  const port = new PortEnd({
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(encodeMessage(message))
    },
    hangUp() {
      socket.close()
    },
  })
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data instanceof ArrayBuffer) port.receive(decodeMessage(data))
  })
  socket.addEventListener('open', () => {
    resolve(port)
  })
  socket.addEventListener('close', () => {
    reject(new AppError('disconnected', sentence('engine-silent')))
    port.lost()
  })
  return promise
}

/** Where the shell that served this page listens. */
export function portAddress({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/port`
}
