/** @file Where a worker's module lies: beside its caller, with the extension of the sources (.ts) or of the build (.js). */
import '../math/onnx/no-telemetry.ts' // a worker that loads ONNX Runtime depends on it

/**
 * The URL of a worker module, for `new Worker(...)`.
 * @param importMetaUrl the caller's own `import.meta.url`: its extension is given to the worker.
 * @param path relative to the caller and without an extension, e.g. `./train-worker`.
 */
export function workerUrl(importMetaUrl: string, path: string): URL {
  const { pathname } = new URL(importMetaUrl)
  return new URL(path + (pathname.endsWith('.ts') ? '.ts' : '.js'), importMetaUrl)
}
