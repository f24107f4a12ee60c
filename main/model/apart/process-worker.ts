/**
 * @file The process of a foreign network, forked by apart.ts. The network runs in a thread of it, so that this one is always free to
 * look at the memory, and to end the whole process: when that is too much, and when the engine is gone.
 */
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../workers/worker-url.ts'
import { ProcessLimits, TOO_MUCH_MEMORY } from './protocol.ts'

/** A network that is out to fill the memory takes some 100 MB in this time. */
const POLL_EVERY_MS = 50

const { memory } = ProcessLimits.parse(JSON.parse(process.argv[2]))
const worker = new Worker(workerUrl(import.meta.url, './network-worker'))

// Ctrl-C in a terminal reaches the whole group of processes; this one ends when its parent wants it to.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
process.once('disconnect', end)
process.on('message', (task) => {
  worker.postMessage(task)
})
worker.on('message', (message) => {
  send(message)
})
worker.once('error', end)
worker.once('exit', end)

setInterval(() => {
  if (process.memoryUsage.rss() <= memory) return
  send(TOO_MUCH_MEMORY, end)
}, POLL_EVERY_MS)

function send(message: unknown, then: () => void = () => undefined): void {
  process.send?.(message, undefined, undefined, then)
}

/** Whatever its threads are doing: an orderly end would wait for them. */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}
