/**
 * @file The carriers over which the contract is tested. Each joins two ports; a new one adds a line here and is held to
 * everything in contract.test.ts. All are real: a channel, a server with its client, a forked process. What a test leaves
 * open is closed behind it.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import { lineToChild } from '../../main/engine/host/lines.ts'
import { Trunk } from '../../main/engine/host/trunk.ts'
import { webSocketPort } from '../../main/shells/web/websocket-port.ts'
import { connectWebSocket } from '../../renderer/connection/web-socket-port.ts'
import { messagePort } from '../../shared/message-port.ts'
import { memoryPortPair, type Port } from '../../shared/port.ts'

type Ends = readonly [client: Port, engine: Port]

export interface Carrier {
  name: string
  /** The client's end and the engine's end. */
  join(): Promise<Ends>
}

export const carriers: readonly Carrier[] = [
  { name: 'memory', join: () => Promise.resolve(memoryPortPair()) },
  { name: 'a MessagePort', join: () => Promise.resolve(messageChannel()) },
  { name: 'a WebSocket', join: webSocket },
  { name: 'a child process', join: childProcess },
]

function messageChannel(): Ends {
  const { port1, port2 } = new MessageChannel()
  const ends = [messagePort(port1), messagePort(port2)] as const
  onTestFinished(() => {
    ends[0].close()
  })
  return ends
}

async function webSocket(): Promise<Ends> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  await once(server, 'listening')
  const { port } = z.object({ port: z.int() }).parse(server.address())
  const accepted = new Promise<Port>((resolve) => {
    server.once('connection', (socket: WebSocket) => {
      resolve(webSocketPort(socket))
    })
  })
  return Promise.all([connectWebSocket(`ws://127.0.0.1:${port}/`), accepted])
}

/** Both ends are in this process, and everything between them goes to the child and comes back from it. */
function childProcess(): Promise<Ends> {
  const child = fork(path.join(import.meta.dirname, 'relay-child.ts'), { serialization: 'advanced' })
  onTestFinished(async () => {
    child.kill()
    await once(child, 'exit')
  })
  const trunk = new Trunk(lineToChild(child))
  return Promise.resolve([trunk.open(), trunk.open()])
}
