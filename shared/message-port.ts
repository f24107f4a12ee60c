/**
 * @file A `Port` on a MessagePort: of a window, of a worker, or of node:worker_threads. Both kinds clone what they carry,
 * typed arrays included, and tell by `close` that the other end is gone.
 */
import { PortEnd, type Port } from './port.ts'

/** What the MessagePorts of the DOM and of Node have in common. */
export interface MessagePortLike {
  postMessage(message: unknown): void
  addEventListener(type: 'message' | 'close', listener: (event: Event) => void): void
  start(): void
  close(): void
}

export function messagePort(carrier: MessagePortLike): Port {
  const port = new PortEnd({
    send(message) {
      carrier.postMessage(message)
    },
    hangUp() {
      carrier.close()
    },
  })
  carrier.addEventListener('message', (event) => {
    port.receive('data' in event ? event.data : undefined)
  })
  carrier.addEventListener('close', () => {
    port.lost()
  })
  carrier.start()
  return port
}
