/** @file An engine in this very process with a client on it, joined by ports in memory: for the command line and tests. */
import { createClient, type Client } from '../../shared/client.ts'
import { memoryPortPair } from '../../shared/port.ts'
import { createLog } from '../jobs/log.ts'
import { createEngine, type Engine, type EngineOptions } from './create-engine.ts'
import type { Handlers } from './handler.ts'
import { openRoom } from './room.ts'
import { serve } from './serve.ts'
import type { EngineSettings } from './settings.ts'

export interface LocalEngine {
  client: Client
  /** Cancels what runs, waits until it has stopped, and closes the library. */
  close(): Promise<void>
}

/** A room with its library: also for one that cannot be opened, to repair it. It leaves the list of recent ones alone. */
export function connectToRoom(settings: EngineSettings): LocalEngine {
  return joined(openRoom(settings, { remembers: false }))
}

type LocalOptions = Omit<EngineOptions, 'log'> & Pick<EngineSettings, 'logLevel'>

/** @throws AppError as `createEngine` does. */
export function connectLocally({ logLevel, ...options }: LocalOptions): LocalEngine {
  return joined(createEngine({ ...options, log: createLog(logLevel) }))
}

function joined(engine: Engine<Handlers> | Engine): LocalEngine {
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
