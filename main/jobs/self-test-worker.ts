/** @file The self-test of one backend, in a thread of its own. Started by test-backends.ts. */
import { workerData } from 'node:worker_threads'
import { z } from 'zod'
import { BackendName } from '../../shared/domain.ts'
import { retest } from '../model/backends/self-test/self-test.ts'

const { name, cacheFolder } = z.object({ name: BackendName, cacheFolder: z.string() }).parse(workerData)
await retest(name, cacheFolder)
