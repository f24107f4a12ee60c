/** @file What a window looks at: all photos as columns, one photo in full, its picture, and what the photos fall into. */
import { photoColumns } from '../../jobs/library/photo-columns.ts'
import { photoFacts } from '../../jobs/library/photo-facts.ts'
import { photoDetails } from '../../jobs/library/photo-details.ts'
import { savedViews } from '../../jobs/library/saved-views.ts'
import type { Guess } from '../../jobs/review/suggestions.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'
import { emptyIfNotFound } from '../empty-if-not-found.ts'

type PictureMethods =
  | 'photos'
  | 'photoFacts'
  | 'views'
  | 'saveView'
  | 'deleteView'
  | 'photo'
  | 'unreadable'
  | 'picture'
  | 'groups'

/** A group is shown by its most typical photos. */
const SHOWN_OF_A_GROUP = 8

export function pictureHandlers({
  store,
  session,
}: Pick<Dependencies, 'store' | 'session'>): Pick<LibraryHandlers, PictureMethods> {
  const guesses = () => emptyIfNotFound<Guess>(session.suggest({ minProbability: 0 }))
  return {
    photos: async () => photoColumns(store, await guesses()),
    photoFacts: () => photoFacts(store),
    views: () => savedViews(store),
    saveView({ view, insteadOf }) {
      store.views.save(view, insteadOf)
      return savedViews(store)
    },
    deleteView({ name }) {
      store.views.remove(name)
      return savedViews(store)
    },
    async photo({ id }) {
      const found = await emptyIfNotFound(session.suggestionFor(id).then((guess) => (guess ? [guess] : [])))
      const suggestion = found.map(({ class: name, probability }) => ({ class: name, probability })).at(0)
      return photoDetails(store, id, suggestion)
    },
    unreadable: () => ({ files: store.files.unreadable() }),
    picture: async (input) => (await import('../../jobs/library/read-picture.ts')).readPicture(store, input),
    async groups(input) {
      const groups = await emptyIfNotFound(session.groups(input))
      return {
        groups: groups.map((photos) => ({
          size: photos.length,
          photos: photos.slice(0, SHOWN_OF_A_GROUP),
        })),
        photos: store.photos.countPresent(),
      }
    },
  }
}
