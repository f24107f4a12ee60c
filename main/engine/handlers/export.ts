/** @file Results out. */
import { exportLibrary } from '../../jobs/export/export-library.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function exportHandlers(dependencies: Dependencies): Pick<LibraryHandlers, 'export'> {
  const { session } = dependencies
  return {
    export: asJob(dependencies, {
      kind: 'export',
      writes: false,
      work: (context, input) =>
        exportLibrary(context, input, (minProbability) => session.suggest({ minProbability })),
    }),
  }
}
