/** @file The loop: a page, its answer, back and forth in time, and what the photos without a label are likely to be. */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { sumSetAside } from '../../../shared/set-aside.ts'
import { libraryCounters } from '../../jobs/library/library-status.ts'
import { expectedAccuracy } from '../../learn/assessment/expected-accuracy.ts'
import { importedGuesses } from '../../jobs/elsewhere/imported-guesses.ts'
import { namesOfPhotos, proposeNames } from '../../jobs/review/propose-names.ts'
import { announceDecision } from '../announce.ts'
import { emptyIfNotFound } from '../empty-if-not-found.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

type ReviewMethods = 'page' | 'pageReady' | 'decide' | 'undo' | 'redo' | 'suggest'

/** What a page is chosen for unless the caller says: to be right about every photo soon. */
const DEFAULT_GOAL = 'accuracy'

export function reviewHandlers(dependencies: Dependencies): Pick<LibraryHandlers, ReviewMethods> {
  const { store, session, events, contextOf } = dependencies
  // It reads every photo, which takes as long as an index run.
  const byFile = asJob(dependencies, {
    kind: 'suggest',
    writes: false,
    work: async (context, { by = '', minProbability }) => {
      const { suggestByFile } = await import('../../jobs/labels/suggest-by-file.ts')
      return suggestByFile(context, { file: by, minProbability })
    },
  })
  const byNames = asJob(dependencies, {
    kind: 'suggest',
    writes: false,
    work: async (context, { names = [], ...rest }) => {
      const { suggestByNames } = await import('../../jobs/words/suggest-by-names.ts')
      return suggestByNames(context, { names, ...rest })
    },
  })
  /** Several steps are a decision each: those before one that fails are stored, and announced as well. */
  const announced = async <T>(steps: () => Promise<T>): Promise<T> => {
    const before = store.journal.lastId()
    try {
      return await steps()
    } finally {
      if (store.journal.lastId() !== before) announceDecision(store, events)
    }
  }
  return {
    async page({ goal, language, ...rest }, { signal }) {
      const request = { goal: goal ?? DEFAULT_GOAL, ...rest }
      const { page: shown, expectation, sure, sureWrong } = await session.pageWithExpectation(request)
      const context = contextOf({ signal, report: () => undefined })
      const page = shown && { ...shown, proposals: await proposeNames(context, shown, language) }
      const { photos, labelled, setAside: aside, actions } = libraryCounters(store)
      const setAside = sumSetAside(aside)
      const expected = (expectation && expectedAccuracy(expectation, actions)) ?? null
      const remaining = photos - labelled - setAside
      return { page, remaining, setAside, photos, actions, expected, sure, sureWrong }
    },
    async pageReady({ goal, language, ...rest }, { signal }) {
      const foreseen = session.foresee({ goal: goal ?? DEFAULT_GOAL, ...rest })
      const found = await emptyIfNotFound(foreseen.then((draft) => (draft === undefined ? [] : [draft])))
      const draft = found.at(0)
      const ids = draft?.kind === 'new' ? draft.photos.map(({ id }) => id) : []
      // What names are made of is read from the disk for the first ones.
      await namesOfPhotos(contextOf({ signal, report: () => undefined }), ids, language)
      return { ready: draft !== undefined }
    },
    async decide({ answer }) {
      const output = await session.decide(answer)
      announceDecision(store, events)
      return output
    },
    async undo({ count }) {
      return { undone: await announced(() => session.undo(count)) }
    },
    async redo({ count }) {
      return { redone: await announced(() => session.redo(count)) }
    },
    async suggest(input, call) {
      const { by, names, imported = false, minProbability } = input
      if ([by !== undefined, names !== undefined, imported].filter(Boolean).length > 1) {
        throw new AppError('bad-input', sentence('suggest-by-one'))
      }
      if (by !== undefined) return byFile(input, call)
      if (names !== undefined) return byNames(input, call)
      const guesses = imported
        ? importedGuesses(store, minProbability)
        : await session.suggest({ minProbability })
      const paths = store.files.paths()
      const suggestions = guesses.flatMap(({ photo, class: name, probability, head }) => {
        const path = paths.get(photo)
        return path === undefined ? [] : [{ id: photo, path, class: name, probability, head }]
      })
      return { suggestions, unknownNames: [] }
    },
  }
}
