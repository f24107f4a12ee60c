/**
 * The WebGPU part of `npm run tensorflow -- --webgpu`: Dawn for Node and TensorFlow.js's backend on it, from the npm registry
 * into the cache folder. Whether there is a graphics card with a driver (Vulkan, Metal, D3D12) shows when it is loaded.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { TFJS_VERSION, webGpuFolder } from '../main/model/backends/folders.ts'
import { findWebGpu } from '../main/model/backends/webgpu/dawn.ts'
import { installPackages } from './npm-packages.mjs'

const run = promisify(execFile)

/** Dawn moves fast: another version is taken when the self-test has passed on it. */
const PACKAGES = [
  'webgpu@0.4.0',
  `@tensorflow/tfjs-backend-webgpu@${TFJS_VERSION}`,
  `@tensorflow/tfjs-core@${TFJS_VERSION}`,
]

/** Loads it as Twinsort will, in a process of its own, and says what it computes on. Dawn's threads would keep it alive. */
const PROVE = `
import { loadBackend } from ${JSON.stringify(new URL('../main/model/backends/loaders.ts', import.meta.url).href)}
const { tf, about, software } = await loadBackend('webgpu')
const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]))
if (product.dataSync()[0] !== 11) throw new Error('it computes wrongly')
process.stdout.write(about + (software ? ', which is a processor: used only when named' : ''), () => process.exit(0))
`

/** @returns a sentence about what came of it */
export async function fetchWebGpu({ force }) {
  const target = webGpuFolder()
  if (force || findWebGpu() === undefined) await fetchTo(target)
  try {
    const { stdout } = await run(process.execPath, ['--input-type=module-typescript', '--eval', PROVE])
    return `WebGPU is in ${target} and computes on ${stdout.trim()}.`
  } catch (failure) {
    const reason = String(failure.stderr || failure.message).match(/AppError: (.*)/)?.[1]
    return `WebGPU is in ${target}, but ${reason ?? 'it does not start.'} Twinsort trains without it.`
  }
}

async function fetchTo(target) {
  await mkdir(path.dirname(target), { recursive: true })
  const building = await mkdtemp(`${target}.building-`)
  try {
    await installPackages(building, PACKAGES)
    await dropWhatIsNotUsed(path.join(building, 'node_modules'))
    await rm(target, { recursive: true, force: true })
    await rename(building, target) // only a whole one stands at its place
  } finally {
    await rm(building, { recursive: true, force: true })
  }
}

/** Dawn for other systems, and all forms of the backend and the core but the one that Node loads. */
async function dropWhatIsNotUsed(modules) {
  const dawn = path.join(modules, 'webgpu', 'dist')
  const own = process.platform === 'darwin' ? 'darwin-universal' : `${process.platform}-${process.arch}`
  for (const file of await readdir(dawn)) {
    if (file.endsWith('.dawn.node') && !file.startsWith(own)) await rm(path.join(dawn, file))
  }
  for (const name of ['tfjs-backend-webgpu', 'tfjs-core']) {
    const folder = path.join(modules, '@tensorflow', name)
    await rm(path.join(folder, 'src'), { recursive: true, force: true })
    const dist = path.join(folder, 'dist')
    for (const entry of await readdir(dist)) {
      if (!entry.endsWith('.node.js')) await rm(path.join(dist, entry), { recursive: true })
    }
  }
}
