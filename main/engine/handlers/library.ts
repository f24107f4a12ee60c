/** @file The library as a whole: what it holds, whether it is sound, what has been run on it, what the machine can use. */
import { checkLibrary } from '../../jobs/check-library.ts'
import { doctor } from '../../jobs/doctor.ts'
import { libraryStatus } from '../../jobs/library-status.ts'
import { asJob } from '../as-job.ts'
import { backUp } from '../recovery.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function libraryHandlers(
  dependencies: Dependencies,
): Pick<LibraryHandlers, 'status' | 'check' | 'doctor' | 'jobs' | 'cancel' | 'backup'> {
  const { library, store, runner, contextOf } = dependencies
  return {
    status: () => libraryStatus(store, library),
    check: asJob(dependencies, { kind: 'check', writes: false, work: checkLibrary }),
    doctor: (input, { signal }) => doctor(contextOf({ signal, report: () => undefined }), library, input),
    backup: (input) => backUp(library, input, Date.now()),
    jobs: () => ({ jobs: runner.list() }),
    cancel: ({ job }) => ({ cancelled: runner.cancel(job) }),
  }
}
