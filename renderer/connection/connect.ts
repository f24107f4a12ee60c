/** @file Which pipe leads to the engine: the Electron shell's bridge where there is one, else a WebSocket. */
import { superviseClient, type SupervisedClient } from './supervised-client.ts'
import { connectWebSocket, portAddress } from './web-socket-port.ts'

export function connectToEngine(): SupervisedClient {
  const bridge = window.twinsort
  return superviseClient(() =>
    bridge === undefined ? connectWebSocket(portAddress(window.location)) : bridge.connect(),
  )
}
