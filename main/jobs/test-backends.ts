/** @file Puts every backend to its self-test now, whatever earlier ones found, each in a thread of its own. */
import { Worker } from 'node:worker_threads'
import type { BackendName } from '../../shared/domain.ts'
import { throwIfCancelled } from '../../shared/errors.ts'
import { workerUrl } from '../math/worker-url.ts'
import { probeBackends } from '../model/backends/probe.ts'

/** The results lie in the cache folder afterwards. @throws AppError `cancelled` */
export async function testBackends(cacheFolder: string, signal: AbortSignal): Promise<void> {
  for (const { name, available } of probeBackends(cacheFolder)) {
    throwIfCancelled(signal)
    if (available) await testBackend(name, cacheFolder, signal)
  }
}

/** Puts one to its self-test, in a thread of its own. The result lies in the cache folder afterwards. */
export async function testBackend(
  name: BackendName,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<void> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2' // libtensorflow's chatter; see trainer.ts
  const worker = new Worker(workerUrl(import.meta.url, './self-test-worker'), {
    workerData: { name, cacheFolder },
  })
  const end = (): void => void worker.terminate()
  signal.addEventListener('abort', end, { once: true })
  try {
    // An error has been recorded by the thread itself, or else is one that ended it: the next training finds out.
    await new Promise((resolve) => worker.once('exit', resolve).once('error', resolve))
  } finally {
    signal.removeEventListener('abort', end)
  }
}
