/** @file The shell's own questions to the engine: what the person asks for outside the window, by its start or its menu. */
import path from 'node:path'
import { createClient, type Client } from '../../../shared/client.ts'
import type { StartArguments } from './arguments.ts'
import { AppError } from '../../../shared/errors.ts'
import type { EngineHost } from '../../engine/host/engine-host.ts'

/** An engine that dies of the very folder that it reads must not be sent into it for ever. */
const MOST_RESUMES = 3

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
export async function openAsAsked(client: () => Client, { folders, library }: StartArguments): Promise<void> {
  if (library !== undefined) await client().call('open', { library })
  if (folders.length === 0) return
  if (library === undefined) await openLibraryOf(client(), folders)
  await readFolders(client, folders, MOST_RESUMES)
}

/** The one that has them, else the open one while it is empty, else a new one that is named after the first. */
async function openLibraryOf(client: Client, folders: readonly string[]): Promise<void> {
  const { libraries } = await client.call('libraries', {})
  const known = libraries.find(({ present, roots }) => present && folders.every((one) => roots.includes(one)))
  if (known !== undefined) await client.call('open', { library: known.library })
  else if (libraries.at(0)?.photos !== 0) await client.call('open', { name: path.basename(folders[0]) })
}

/** When the engine dies of something, the next one takes it up where it stopped. */
async function readFolders(client: () => Client, folders: string[], resumes: number): Promise<void> {
  try {
    await client().call('index', { folders })
  } catch (thrown) {
    if (resumes === 0 || AppError.from(thrown).code !== 'disconnected') throw thrown
    await readFolders(client, folders, resumes - 1)
  }
}
