/** @file `compare` on a library of drawn pictures, with the backends that this machine has. */
import { createLog } from '../../../main/jobs/log.ts'
import { existsSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { compare } from '../../../main/lab/compare/compare.ts'
import type { JobContext, JobProgress } from '../../../main/jobs/context.ts'
import { nativeFolder } from '../../../main/model/backends/folders.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { contract, type Input } from '../../../shared/contract.ts'
import { cacheIn } from '../cache.ts'
import { temporaryFolder } from '../folder.ts'
import { someProblem } from '../review.ts'
import { fillLibrary } from '../photos/synthetic-library.ts'

const resources = path.resolve(import.meta.dirname, '../../../resources')

interface ComparedLibrary {
  store: Store
  /** The library and its caches; gone after the test. */
  folder: string
  reports: JobProgress[]
  controller: AbortController
  run: (input: Partial<Input<'compare'>>) => ReturnType<typeof compare>
}

export async function libraryToCompare(): Promise<ComparedLibrary> {
  const folder = await temporaryFolder()
  // What was built of TensorFlow for this machine's processor is used, and nothing else of its cache.
  const built = nativeFolder('cpu')
  if (existsSync(built)) {
    await mkdir(path.dirname(nativeFolder('cpu', folder)), { recursive: true })
    await symlink(built, nativeFolder('cpu', folder), 'junction')
  }
  const store = openStore(folder)
  fillLibrary(store, someProblem)
  const reports: JobProgress[] = []
  const controller = new AbortController()
  const context: JobContext = {
    store,
    models: new Models({ store, cacheFolder: folder }),
    signal: controller.signal,
    report: (progress) => void reports.push(progress),
    clock: () => performance.now(),
    cacheFolder: cacheIn(folder, ''),
    resources,
    log: createLog('silent'),
  }
  return {
    store,
    folder,
    reports,
    controller,
    run: (input) =>
      compare(
        context,
        contract.compare.input.parse({ truth: { kind: 'folders' }, epochs: 1, repeats: 2, ...input }),
      ),
  }
}
