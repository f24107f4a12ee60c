/** @file Words that the network knows, and photos that show them. */
import type { Guess } from '../../jobs/review/suggestions.ts'
import { asJob } from '../as-job.ts'
import { emptyIfNotFound } from '../empty-if-not-found.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function wordHandlers(dependencies: Dependencies): Pick<LibraryHandlers, 'lookUpWord' | 'search'> {
  const { session, contextOf } = dependencies
  return {
    async lookUpWord(input, { signal }) {
      const { lookUpWord } = await import('../../jobs/words/search-photos.ts')
      return lookUpWord(contextOf({ signal, report: () => undefined }), input)
    },
    search: asJob(dependencies, {
      kind: 'search',
      writes: false,
      work: async (context, input) => {
        const { searchPhotos } = await import('../../jobs/words/search-photos.ts')
        return searchPhotos(context, input, () =>
          emptyIfNotFound<Guess>(session.suggest({ minProbability: input.minProbability })),
        )
      },
    }),
  }
}
