/**
 * @file WebGPU in Node: Dawn (the npm package `webgpu`) under TensorFlow.js's own WebGPU backend, from the cache folder that
 * `npm run tensorflow -- --webgpu` fills. Not for Electron, which forbids the array buffers that Dawn hands out.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { webGpuFolder } from '../folders.ts'
import { trackDeviceWork } from './waiting.ts'

const BACKEND_PACKAGE = '@tensorflow/tfjs-backend-webgpu'

/** What is used of Dawn and of the browser's interface that it offers. */
const Dawn = z.object({
  create: z.custom<(options: string[]) => object>((value) => typeof value === 'function'),
  globals: z.record(z.string(), z.unknown()),
})
const AdapterInfo = z.object({
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  description: z.string(),
  /** Rendered by the processor: slower than WebAssembly. */
  isFallbackAdapter: z.boolean().default(false),
})
export type AdapterInfo = z.infer<typeof AdapterInfo>

interface Gpu {
  requestAdapter: (options?: object) => Promise<{ info: object } | null>
}

/** Dawn's own object may not be made twice in one thread. */
let gpu: Gpu | undefined

/** The folder whose node_modules hold both packages, or undefined. Looks at files only. */
export function findWebGpu(cache?: string): string | undefined {
  const folder = webGpuFolder(cache)
  const there = ['webgpu', BACKEND_PACKAGE].every((name) =>
    fs.existsSync(path.join(folder, 'node_modules', name, 'package.json')),
  )
  return there && !('electron' in process.versions) ? folder : undefined
}

/**
 * Loads the backend beside the core, not yet active.
 * @returns the graphics adapter that it will compute on
 * @throws AppError `backend-unavailable` without an adapter (no graphics card, or no driver for Vulkan, Metal or D3D12)
 */
export async function loadWebGpu(folder: string): Promise<AdapterInfo> {
  const require = createRequire(path.join(folder, 'package.json'))
  gpu ??= await openDawn(require.resolve('webgpu'))
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) throw new AppError('backend-unavailable', sentence('backend-no-adapter'))
  require(BACKEND_PACKAGE)
  return readInfo(adapter.info)
}

async function openDawn(file: string): Promise<Gpu> {
  trackDeviceWork()
  const loaded: unknown = await import(pathToFileURL(file).href)
  const { create, globals } = Dawn.parse(loaded)
  const created = create([])
  if (!isGpu(created)) throw new AppError('backend-unavailable', sentence('backend-no-adapter'))
  Object.assign(globalThis, globals)
  Object.defineProperty(globalThis.navigator, 'gpu', { value: created, configurable: true })
  return created
}

/** Its properties are getters of a prototype, which a schema of plain objects does not see. */
function readInfo(info: object): AdapterInfo {
  const names = ['vendor', 'architecture', 'device', 'description', 'isFallbackAdapter']
  return AdapterInfo.parse(Object.fromEntries(names.map((name) => [name, Reflect.get(info, name)])))
}

function isGpu(value: object): value is Gpu {
  return 'requestAdapter' in value
}
