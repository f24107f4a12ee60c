/** @file The loop: a page, its answer, back and forth in time, and what the photos without a label are likely to be. */
import { libraryCounters } from '../../jobs/library-status.ts'
import { proposeNames } from '../../jobs/propose-names.ts'
import { suggestByFile } from '../../jobs/suggest-by-file.ts'
import { announceDecision } from '../announce.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

type ReviewMethods = 'page' | 'decide' | 'undo' | 'redo' | 'suggest'

/** What a page is chosen for unless the caller says: to be right about every photo soon. */
const DEFAULT_GOAL = 'accuracy'

export function reviewHandlers({
  store,
  session,
  events,
  contextOf,
}: Dependencies): Pick<LibraryHandlers, ReviewMethods> {
  return {
    async page({ goal, language, ...rest }, { signal }) {
      const shown = await session.page({ goal: goal ?? DEFAULT_GOAL, ...rest })
      const context = contextOf({ signal, report: () => undefined })
      const page = shown && { ...shown, proposals: await proposeNames(context, shown, language) }
      const { photos, labelled, actions } = libraryCounters(store)
      return { page, remaining: photos - labelled, photos, actions }
    },
    async decide({ answer }) {
      const output = await session.decide(answer)
      announceDecision(store, events)
      return output
    },
    async undo({ count }) {
      const undone = await session.undo(count)
      if (undone.length > 0) announceDecision(store, events)
      return { undone }
    },
    async redo({ count }) {
      const redone = await session.redo(count)
      if (redone.length > 0) announceDecision(store, events)
      return { redone }
    },
    async suggest({ minProbability, by }, { signal }) {
      if (by !== undefined) {
        const context = contextOf({ signal, report: () => undefined })
        return suggestByFile(context, { file: by, minProbability })
      }
      const guesses = await session.suggest({ minProbability })
      const paths = store.files.paths()
      const suggestions = guesses.flatMap(({ photo, class: name, probability, head }) => {
        const path = paths.get(photo)
        return path === undefined ? [] : [{ path, class: name, probability, head }]
      })
      return { suggestions }
    },
  }
}
