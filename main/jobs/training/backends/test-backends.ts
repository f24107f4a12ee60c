/** @file Runs the self-test of every backend now, whatever earlier results say, each in a thread of its own. */
import type { BackendName } from '../../../../shared/domain.ts'
import { throwIfCancelled } from '../../../../shared/errors.ts'
import { workerUrl } from '../../../workers/worker-url.ts'
import { probeBackends } from '../../../model/backends/probe.ts'
import type { JobContext } from '../../context.ts'
import { threadWithWindow } from '../thread/hidden-window/thread.ts'

type Context = Pick<JobContext, 'cacheFolder' | 'signal' | 'openWindow'>

/** The results are stored in the cache folder. @throws AppError `cancelled` */
export async function testBackends(context: Context): Promise<void> {
  const { cacheFolder, signal, openWindow } = context
  for (const { name, available } of probeBackends(cacheFolder, openWindow !== undefined)) {
    throwIfCancelled(signal)
    if (available) await testBackend(name, context)
  }
}

/** Runs one backend's self-test in a thread of its own. The result is stored in the cache folder. */
export async function testBackend(
  name: BackendName,
  { cacheFolder, signal, openWindow }: Context,
): Promise<void> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2' // silences log messages of libtensorflow; see trainer.ts
  const module = workerUrl(import.meta.url, './self-test-worker')
  const worker = threadWithWindow(module, { name, cacheFolder }, name === 'webgpu' ? openWindow : undefined)
  const end = (): void => void worker.terminate()
  signal.addEventListener('abort', end, { once: true })
  try {
    // The thread records a failed test itself. Where the error ended the thread, the next training will find out.
    await new Promise((resolve) => worker.once('exit', resolve).once('error', resolve))
  } finally {
    signal.removeEventListener('abort', end)
  }
}
