/** @file Stands for the product's own `worker-url.ts` in what tests call: the place that `built.ts` says. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import '../../../main/math/onnx/no-telemetry.ts'
import { packageRoot } from '../../../main/engine/folders.ts'
import { placeOf } from './built.ts'

/** As `main/workers/worker-url.ts`. */
export function workerUrl(importMetaUrl: string, place: string): URL {
  const module = fileURLToPath(new URL(place, importMetaUrl))
  return placeOf(path.relative(packageRoot(), module))
}
