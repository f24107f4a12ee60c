/** @file The library as a whole: what it holds, whether it is sound, what has been run on it, what the machine can use. */
import { checkLibrary } from '../../jobs/library/check-library.ts'
import { listFolders, removeFolder } from '../../jobs/indexing/folders.ts'
import { libraryStatus } from '../../jobs/library/library-status.ts'
import { announcePhotos } from '../announce.ts'
import { asJob } from '../as-job.ts'
import { backUp } from '../recovery.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function libraryHandlers(
  dependencies: Dependencies,
): Pick<
  LibraryHandlers,
  'status' | 'folders' | 'removeFolder' | 'check' | 'doctor' | 'jobs' | 'cancel' | 'backup'
> {
  const { library, store, runner, events, contextOf } = dependencies
  const remove = asJob(dependencies, {
    kind: 'removeFolder',
    writes: true,
    work: ({ store: of }, input) => removeFolder(of, input),
  })
  return {
    status: () => libraryStatus(store, library),
    folders: async () => ({ folders: await listFolders(store) }),
    async removeFolder(input, call) {
      const output = await remove(input, call)
      announcePhotos(store, events)
      return output
    },
    check: asJob(dependencies, { kind: 'check', writes: false, work: checkLibrary }),
    async doctor(input, { signal }) {
      const { doctor } = await import('../../jobs/library/doctor.ts')
      return doctor(contextOf({ signal, report: () => undefined }), library, input)
    },
    backup: (input) => backUp(library, input, Date.now()),
    jobs: () => ({ jobs: runner.list() }),
    cancel: ({ job }) => ({ cancelled: runner.cancel(job) }),
  }
}
