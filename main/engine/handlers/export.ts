/** @file Results out, and photos that were moved back. */
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { JobContext } from '../../jobs/context.ts'
import { readOnlyPlace } from '../../store/lifecycle/read-only-place.ts'
import { announcePhotos } from '../announce.ts'
import { asJob } from '../as-job.ts'
import { notesOfExport, notesOfUndoneMove } from '../job-notes.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'
import { openPlace } from '../open-place.ts'

type ExportMethods = 'export' | 'openExport' | 'moves' | 'undoMove'

export function exportHandlers(dependencies: Dependencies): Pick<LibraryHandlers, ExportMethods> {
  const { session, library, store, events } = dependencies
  /** Where exports were written: nothing else is ever opened. */
  const written = new Set<string>()
  const work = async (context: JobContext, input: Parsed<'export'>): Promise<Output<'export'>> => {
    const { exportLibrary } = await import('../../jobs/export/export-library.ts')
    const suggest = (minProbability: number) => session.suggest({ minProbability })
    const result = await exportLibrary(context, input, suggest)
    if (!input.dryRun && input.out !== '') written.add(path.resolve(input.out))
    return result
  }
  const write = asJob(dependencies, {
    ...{ kind: 'export', writes: false, work, notes: notesOfExport },
    isListed: ({ dryRun }) => !dryRun, // the window tries before each export
  })
  const move = asJob(dependencies, { kind: 'export', writes: true, work, notes: notesOfExport })
  const moveBack = asJob(dependencies, {
    kind: 'undoMove',
    writes: true,
    work: async (context, input) => (await import('../../jobs/export/move/moves.ts')).undoOne(context, input),
    notes: notesOfUndoneMove,
  })
  return {
    async export(input, call) {
      if (input.mode !== 'move' || input.dryRun) return write(input, call)
      if (store.isReadOnly) throw readOnlyPlace(library)
      try {
        return await move(input, call)
      } finally {
        announcePhotos(store, events) // they lie elsewhere
      }
    },
    openExport: async ({ out }) => {
      const place = path.resolve(out)
      if (!written.has(place)) throw new AppError('not-found', sentence('export-not-written', { file: out }))
      return { opened: await openPlace(place) }
    },
    moves: async () => (await import('../../jobs/export/move/moves.ts')).listMoves(store),
    async undoMove(input, call) {
      try {
        return await moveBack(input, call)
      } finally {
        announcePhotos(store, events)
      }
    },
  }
}
