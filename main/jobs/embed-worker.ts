/** @file The embedding worker: runs a stored head over photos in a thread of its own. Started by embed-new-photos.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { loadTensorFlow } from '../model/backends/load.ts'
import { embedWithHead } from '../model/embed.ts'
import { EmbedRequest, type EmbedReply } from './embed-protocol.ts'

async function reply(): Promise<EmbedReply> {
  try {
    const { cacheFolder, weights, levels } = EmbedRequest.parse(workerData)
    const { tf } = await loadTensorFlow(undefined, cacheFolder)
    return { kind: 'done', embeddings: embedWithHead(tf, weights, levels) }
  } catch (thrown) {
    return { kind: 'failed', error: AppError.from(thrown).toPlain() }
  }
}

parentPort?.postMessage(await reply())
