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

/**
 * What a start asks for: a library, or else the one that has the folder already, or else a new one that is named after it;
 * into that the folder is read.
 */
export async function openAsAsked(client: Client, { folder, library }: StartArguments): Promise<void> {
  if (library !== undefined) await client.call('open', { library })
  if (folder === undefined) return
  if (library === undefined) await openLibraryOf(client, folder)
  await client.call('index', { folders: [folder] })
}

async function openLibraryOf(client: Client, folder: string): Promise<void> {
  const { libraries } = await client.call('libraries', {})
  const known = libraries.find(({ present, roots }) => present && roots.includes(folder))
  await client.call(
    'open',
    known === undefined ? { name: path.basename(folder) } : { library: known.library },
  )
}
