/** @file Results out. */
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { asJob } from '../as-job.ts'
import { notesOfExport } from '../job-notes.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'
import { openPlace } from '../open-place.ts'

export function exportHandlers(dependencies: Dependencies): Pick<LibraryHandlers, 'export' | 'openExport'> {
  const { session } = dependencies
  /** Where exports were written: nothing else is ever opened. */
  const written = new Set<string>()
  return {
    export: asJob(dependencies, {
      kind: 'export',
      writes: false,
      work: async (context, input) => {
        const { exportLibrary } = await import('../../jobs/export/export-library.ts')
        const suggest = (minProbability: number) => session.suggest({ minProbability })
        const result = await exportLibrary(context, input, suggest)
        if (!input.dryRun && input.out !== '') written.add(path.resolve(input.out))
        return result
      },
      isListed: ({ dryRun }) => !dryRun, // the window tries before each export
      notes: notesOfExport,
    }),
    openExport: async ({ out }) => {
      const place = path.resolve(out)
      if (!written.has(place)) throw new AppError('not-found', sentence('export-not-written', { file: out }))
      return { opened: await openPlace(place) }
    },
  }
}
