/** @file A thread that runs tasks of a simulation, one after the other. Its protocol: worker-protocol.ts. */
import { workerData } from 'node:worker_threads'
import { serveRequests } from '../../workers/serve-requests.ts'
import { openProduct } from './open-product.ts'
import { runTask } from './task.ts'
import { TaskRequest, WorkerSetup } from './worker-protocol.ts'

const setup = WorkerSetup.parse(workerData)
const clock = (): number => performance.now()

serveRequests<TaskRequest, number>(TaskRequest, (task, { signal, tell }) =>
  runTask(task, setup, {
    twinsort: (seed) => openProduct(setup, seed, { signal, clock }),
    clock,
    signal,
    report: tell,
  }),
)
