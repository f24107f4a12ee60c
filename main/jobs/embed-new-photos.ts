/**
 * @file Photos that came in after a head was trained get their embeddings, so that the head goes on answering for the
 * whole library.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { gatherRows, type Matrix } from '../math/matrix.ts'
import { workerUrl } from '../math/worker-url.ts'
import type { HeadRow, Store } from '../store/types.ts'
import type { JobContext } from './context.ts'
import { EmbedReply, type EmbedRequest } from './embed-protocol.ts'
import { codesOf } from './head-codes.ts'
import { HEAD_LEVELS } from './train.ts'

/**
 * Embeds what the active head has not embedded yet. Nothing to do where no head is active, or where it belongs to
 * another backbone than the library works with now.
 * @returns the number of photos embedded.
 */
export async function embedNewPhotos(
  context: Pick<JobContext, 'store' | 'report' | 'cacheFolder'>,
): Promise<number> {
  const { store, report, cacheFolder } = context
  const head = activeHead(store)
  if (head === undefined) return 0
  const known = new Set(store.heads.embeddings(head.id).ids)
  const { ids } = store.features.load(head.backboneId, 'features')
  const rows = ids.flatMap((id, index) => (known.has(id) ? [] : [index]))
  if (rows.length === 0) return 0
  report({ stage: 'embedding new photos', done: 0, total: rows.length })
  const embeddings = await embedInWorker({
    cacheFolder,
    weights: store.heads.weights(head.id),
    levels: HEAD_LEVELS.map((name) => ({
      name,
      matrix: gatherRows(store.features.load(head.backboneId, name).matrix, rows),
    })),
  })
  const fresh = rows.map((index) => ids[index])
  const codes = await codesOf(store.heads.weights(head.id), embeddings)
  store.transaction(() => {
    store.heads.putEmbeddings(head.id, fresh, embeddings, codes)
  })
  report({ stage: 'embedding new photos', done: rows.length, total: rows.length })
  return rows.length
}

function activeHead(store: Store): HeadRow | undefined {
  const id = store.heads.active(store.labelSets.default())
  const head = id === null ? undefined : store.heads.get(id)
  return head?.backboneId === store.features.active()?.id ? head : undefined
}

async function embedInWorker(request: EmbedRequest): Promise<Matrix> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2' // libtensorflow's chatter; see train-in-worker.ts
  const worker = new Worker(workerUrl(import.meta.url, './embed-worker'), { workerData: request })
  try {
    const [message] = (await once(worker, 'message')) as unknown[]
    const reply = EmbedReply.parse(message)
    if (reply.kind === 'failed') throw AppError.fromPlain(reply.error)
    return reply.embeddings
  } finally {
    await worker.terminate()
  }
}
