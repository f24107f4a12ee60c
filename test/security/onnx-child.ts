/** @file Runs a product of matrices on ONNX Runtime in the thread that its first word names: `main`, `worker`, or `late-worker`. */
import { once } from 'node:events'
import { isMainThread, Worker } from 'node:worker_threads'

const [, , where] = process.argv

async function compute(): Promise<void> {
  const { multiply } = await import('../../main/math/products/products.ts')
  const { matrix } = await import('../../main/math/matrix.ts')
  const two = matrix(1, 1, Float32Array.of(2))
  process.stdout.write(`${(await multiply(two, two)).data.join(' ')}\n`)
}

async function computeInWorker(): Promise<void> {
  // As in the product: whoever starts a worker has imported `worker-url.ts`.
  if (where === 'worker') await import('../../main/workers/worker-url.ts')
  await once(new Worker(new URL(import.meta.url), { argv: [where] }), 'exit')
}

await (isMainThread && where !== 'main' ? computeInWorker() : compute())
