/**
 * @file A `Port` on a WebSocket, the server's end. Whoever sends what is no message is hung up on, and so is a browser that
 * has stopped answering (a lid that was closed, a tab that was frozen to death): its socket would stay open for ever.
 */
import type { RawData, WebSocket } from 'ws'
import { decodeMessage, encodeMessage } from '../../../shared/codec.ts'
import { checkMessagePack } from '../../../shared/limits.ts'
import { PortEnd, type Port } from '../../../shared/port.ts'

/** Room for a decision on every photo of a large library, and little more. Bytes. */
export const LARGEST_MESSAGE = 16 * 1024 * 1024

/** A browser that takes nothing off the line, whatever it answers to a ping, is hung up on when so much waits for it. Bytes. */
const MOST_UNREAD = 256 * 1024 * 1024

/** A frozen tab is noticed within two of these; browsers answer a ping without the page's help. */
const HEARTBEAT_MS = 30_000

/** Reasons for hanging up, as RFC 6455 (7.4.1) numbers them. */
const UNSUPPORTED_DATA = 1003
const INVALID_PAYLOAD = 1007

export function webSocketPort(socket: WebSocket, heartbeatMs: number = HEARTBEAT_MS): Port {
  const port = new PortEnd({
    send(message) {
      if (socket.bufferedAmount > MOST_UNREAD) socket.terminate()
      else socket.send(encodeMessage(message))
    },
    hangUp() {
      socket.close()
    },
  })
  socket.on('message', (data, isBinary) => {
    if (!isBinary) {
      socket.close(UNSUPPORTED_DATA)
      return
    }
    let message: unknown
    try {
      message = decodeForeign(wholeOf(data))
    } catch {
      socket.close(INVALID_PAYLOAD)
      return
    }
    port.receive(message)
  })
  socket.on('error', () => {
    port.lost() // too large, or against the protocol: `ws` is closing it with the right code
  })
  const stop = keepChecking(socket, heartbeatMs)
  socket.on('close', () => {
    stop()
    port.lost()
  })
  return port
}

/** @throws Error for bytes that are no message, or one that would take much more memory than a window's ever does. */
function decodeForeign(bytes: Uint8Array | ArrayBuffer): unknown {
  checkMessagePack(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes)
  return decodeMessage(bytes)
}

/** `ws` passes on a message as one buffer by default. */
function wholeOf(data: RawData): Uint8Array | ArrayBuffer {
  return Array.isArray(data) ? Buffer.concat(data) : data
}

function keepChecking(socket: WebSocket, everyMs: number): () => void {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  const timer = setInterval(() => {
    if (!answered) socket.terminate()
    answered = false
    if (socket.readyState === socket.OPEN) socket.ping()
  }, everyMs)
  return () => {
    clearInterval(timer)
  }
}
