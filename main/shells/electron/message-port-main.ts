/** @file A `Port` on Electron's MessagePortMain, in the main process and in the engine's. */
import type { MessagePortMain } from 'electron'
import { PortEnd } from '../../../shared/port.ts'

/** Takes the carrier over: nobody else may listen to it. */
export function portOn(carrier: MessagePortMain): PortEnd {
  const port = new PortEnd({
    send(message) {
      carrier.postMessage(message)
    },
    hangUp() {
      carrier.close()
    },
  })
  carrier.on('message', ({ data }) => {
    port.receive(data)
  })
  carrier.on('close', () => {
    port.lost()
  })
  carrier.start()
  return port
}
