/**
 * @file The carriers over which the contract is tested. Each joins two ports; a new carrier (MessagePort, WebSocket, child
 * process) adds a line here and is held to everything in contract.test.ts.
 */
import { memoryPortPair, type Port } from '../../shared/port.ts'

export interface Carrier {
  name: string
  /** The client's end and the engine's end. */
  join(): Promise<readonly [client: Port, engine: Port]>
}

export const carriers: readonly Carrier[] = [
  { name: 'memory', join: () => Promise.resolve(memoryPortPair()) },
]
