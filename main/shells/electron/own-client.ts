/** @file The shell's own questions to the engine: what the person asks for outside the window, by its start or its menu. */
import path from 'node:path'
import { createClient, type Client } from '../../../shared/client.ts'
import type { StartArguments } from './arguments.ts'
import type { EngineHost } from '../../engine/host/engine-host.ts'

/** @returns A function that gives the client of the engine that runs now: another one after the engine was restarted. */
export function ownClient(host: EngineHost): () => Client {
  let client: Client | undefined
  return () => {
    if (client !== undefined) return client
    const port = host.connect()
    port.onClose(() => {
      client = undefined
    })
    return (client = createClient(port))
  }
}

/** Opens the library that is asked for, or else one for these folders, and reads the folders into it. */
export async function openAsAsked(client: Client, { folders, library }: StartArguments): Promise<void> {
  if (library !== undefined) await client.call('open', { library })
  if (folders.length === 0) return
  if (library === undefined) await openLibraryOf(client, folders)
  await client.call('index', { folders })
}

/** The one that has them, else the open one while it is empty, else a new one that is named after the first. */
async function openLibraryOf(client: Client, folders: readonly string[]): Promise<void> {
  const { libraries } = await client.call('libraries', {})
  const known = libraries.find(({ present, roots }) => present && folders.every((one) => roots.includes(one)))
  if (known !== undefined) await client.call('open', { library: known.library })
  else if (libraries.at(0)?.photos !== 0) await client.call('open', { name: path.basename(folders[0]) })
}
