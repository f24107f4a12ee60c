/**
 * @file The thread in which a foreign network is read and run: nothing that it does to itself or to its process reaches the
 * engine. It answers one task after the other.
 */
import { open } from 'node:fs/promises'
import { FILE_LIMITS, readNamedFile } from '../../files/named-file.ts'
import { serveRequests } from '../../workers/serve-requests.ts'
import { startModel } from '../backbone.ts'
import { decodeExport } from '../onnx/exported-file.ts'
import { prepareBackbone, readOwnBackbone } from '../onnx/own-backbone-file.ts'
import { sha256Of } from './checksum.ts'
import { NetworkTask, OpenedNetwork } from './protocol.ts'

type Network = Awaited<ReturnType<typeof startModel>>
let network: Network | undefined

serveRequests(NetworkTask, perform)

async function perform(task: NetworkTask): Promise<unknown> {
  switch (task.kind) {
    case 'prepare': {
      const bytes = await readNamedFile(task.file, FILE_LIMITS.network)
      const { facts, notes, bytes: kept } = await prepareBackbone(bytes, task.file, task.declared)
      if (task.out !== null) await writeNew(task.out, kept)
      return { facts, notes, sha256: sha256Of(kept) }
    }
    case 'open-own': {
      const { bytes, sha256 } = await readOwnBackbone(task.library, task.name)
      return start(task.name, bytes, sha256)
    }
    case 'open-export': {
      const bytes = await readNamedFile(task.file, FILE_LIMITS.network)
      const { description } = decodeExport(bytes)
      return { description, network: await start('own:exported-head', bytes, sha256Of(bytes)) }
    }
    case 'embed':
      if (network === undefined) throw new Error('No network is open.')
      return network.embed(task.pixels, task.count)
  }
}

async function start(name: string, bytes: Uint8Array, sha256: string): Promise<OpenedNetwork> {
  network = await startModel(name, bytes)
  const { runtime, sums, inputSize, levels } = network
  return OpenedNetwork.parse({ sha256, runtime, sums, inputSize, levels })
}

/** On the disk when it returns: what is renamed into the library is whole. */
async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
