/** @file A shell's own questions to the engine, beside those of its window. */
import { createClient, type Client } from '../../../shared/client.ts'
import { AppError } from '../../../shared/errors.ts'
import type { EngineHost } from './engine-host.ts'

/** Fewer than the host puts up with: a folder of which the engine dies must not cost the person the window as well. */
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

/**
 * Reads folders into the open library. When the engine dies of something, the next one takes it up where it stopped.
 * @throws AppError as `index` does; `disconnected` when the engine died too often.
 */
export async function readFolders(
  client: () => Client,
  folders: string[],
  signal?: AbortSignal,
  resumes = MOST_RESUMES,
): Promise<void> {
  try {
    await client().call('index', { folders }, signal && { signal })
  } catch (thrown) {
    if (resumes === 0 || signal?.aborted === true || AppError.from(thrown).code !== 'disconnected')
      throw thrown
    await readFolders(client, folders, signal, resumes - 1)
  }
}
