/** @file Results out. */
import { asJob } from '../as-job.ts'
import { notesOfExport } from '../job-notes.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function exportHandlers(dependencies: Dependencies): Pick<LibraryHandlers, 'export'> {
  const { session } = dependencies
  return {
    export: asJob(dependencies, {
      kind: 'export',
      writes: false,
      work: async (context, input) => {
        const { exportLibrary } = await import('../../jobs/export/export-library.ts')
        return exportLibrary(context, input, (minProbability) => session.suggest({ minProbability }))
      },
      isListed: ({ dryRun }) => !dryRun, // the window tries before each export
      notes: notesOfExport,
    }),
  }
}
