/** @file A plugin of vitest: what tests call finds its workers where `built.ts` says, and the product knows nothing of it. */
import path from 'node:path'
import type { Plugin } from 'vitest/config'

const main = path.resolve(import.meta.dirname, '../../../main')
const own = path.join(main, 'workers/worker-url.ts')
const built = path.join(import.meta.dirname, 'built-worker-url.ts')

export const builtWorkers: Plugin = {
  name: 'built-workers',
  enforce: 'pre',
  resolveId(source, importer) {
    // A test that looks into the module itself gets it.
    if (importer?.startsWith(main + path.sep) !== true || path.basename(source) !== path.basename(own))
      return null
    return path.resolve(path.dirname(importer), source) === own ? built : null
  },
}
