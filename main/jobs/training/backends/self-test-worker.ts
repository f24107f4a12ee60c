/** @file The self-test of one backend, in a thread of its own. Started by test-backends.ts. */
import { workerData } from 'node:worker_threads'
import { z } from 'zod'
import { BackendName } from '../../../../shared/domain.ts'
import { retest, retestRemote } from '../../../model/backends/self-test/self-test.ts'
import { gpuWindowOf } from '../thread/hidden-window/thread.ts'

const { name, cacheFolder } = z.object({ name: BackendName, cacheFolder: z.string() }).parse(workerData)
const gpuWindow = gpuWindowOf(workerData)
if (gpuWindow === undefined) await retest(name, cacheFolder)
else
  await retestRemote(gpuWindow, cacheFolder).finally(() => {
    gpuWindow.end()
  })
