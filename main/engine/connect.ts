/** @file An engine in this very process with a client on it, joined by ports in memory: for the command line and tests. */
import { createClient, type Client } from '../../shared/client.ts'
import { memoryPortPair } from '../../shared/port.ts'
import { createEngine, type EngineOptions } from './create-engine.ts'
import { serve } from './serve.ts'

export interface LocalEngine {
  client: Client
  /** Cancels what runs, waits until it has stopped, and closes the library. */
  close(): Promise<void>
}

/** @throws AppError as `createEngine` does. */
export function connectLocally(options: EngineOptions): LocalEngine {
  const engine = createEngine(options)
  const [near, far] = memoryPortPair()
  serve(engine, far)
  const client = createClient(near)
  return {
    client,
    async close() {
      await engine.close()
      client.close()
    },
  }
}
