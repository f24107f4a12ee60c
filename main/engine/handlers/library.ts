/** @file The library as a whole: what it holds, whether it is sound, what the machine can use. */
import { checkLibrary } from '../../jobs/library/check-library.ts'
import { listFolders, removeFolder } from '../../jobs/indexing/folders.ts'
import { storageOf, trimSavedWork } from '../../jobs/library/storage.ts'
import { libraryStatus } from '../../jobs/library/library-status.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { announcePhotos } from '../announce.ts'
import { asJob } from '../as-job.ts'
import { notesOfMovedFolders, notesOfRemoval } from '../job-notes.ts'
import { backUp } from '../recovery.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

/** Of what reports nothing and cannot be stopped. */
const QUIET = { signal: new AbortController().signal, report: () => undefined }

export function libraryHandlers(
  dependencies: Dependencies,
): Pick<
  LibraryHandlers,
  | 'status'
  | 'folders'
  | 'removeFolder'
  | 'findFolders'
  | 'moveFolders'
  | 'check'
  | 'doctor'
  | 'storage'
  | 'clearCache'
  | 'backup'
> {
  const { library, store, runner, events, contextOf } = dependencies
  const remove = asJob(dependencies, {
    kind: 'removeFolder',
    writes: true,
    work: ({ store: of }, input) => removeFolder(of, input),
    notes: notesOfRemoval,
  })
  const move = asJob(dependencies, {
    kind: 'moveFolders',
    writes: true,
    async work(context, input) {
      const { moveFolders } = await import('../../jobs/moved-folders/move-folders.ts')
      return moveFolders(context, input)
    },
    notes: notesOfMovedFolders,
  })
  return {
    status: () => libraryStatus(store, library),
    folders: async () => ({ folders: await listFolders(store) }),
    async removeFolder(input, call) {
      const output = await remove(input, call)
      announcePhotos(store, events)
      return output
    },
    findFolders: asJob(dependencies, {
      kind: 'findFolders',
      writes: false,
      async work(context, input) {
        const { findFolders } = await import('../../jobs/moved-folders/find-folders.ts')
        return findFolders(context, input)
      },
    }),
    async moveFolders(input, call) {
      const output = await move(input, call)
      announcePhotos(store, events)
      return output
    },
    check: asJob(dependencies, { kind: 'check', writes: false, work: checkLibrary }),
    async doctor(input, { signal }) {
      const { doctor } = await import('../../jobs/library/doctor.ts')
      return doctor(contextOf({ signal, report: () => undefined }), library, input)
    },
    storage: () => storageOf({ library, cacheFolder: contextOf(QUIET).cacheFolder }),
    async clearCache({ most }) {
      if (runner.underWay().length > 0) throw new AppError('conflict', sentence('cache-in-use'))
      const { models, cacheFolder } = contextOf(QUIET)
      await models.markSpaceUsed()
      return { freed: await trimSavedWork(cacheFolder, most) }
    },
    backup: (input) => backUp(library, input, Date.now()),
  }
}
