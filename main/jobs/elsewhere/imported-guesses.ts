/**
 * @file What another engine takes the photos without a label for, as suggestions. They answer until the library has a class of its own, and where they
 * are asked for.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import type { ImportedSuggestion, Store } from '../../store/types/index.ts'
import type { Guess } from '../review/suggestions.ts'

/** The surest first; not those that the person said no to. */
export function importedGuesses(
  store: Pick<Store, 'importedSuggestions' | 'journal' | 'classes' | 'labelSets'>,
  minProbability: number,
): Guess[] {
  const isOpen = openTo(store)
  return store.importedSuggestions
    .present(store.labelSets.current())
    .filter((each) => each.probability >= minProbability && isOpen(each))
    .map(guessOf)
}

/** The same for one photo. */
export function importedGuess(store: Store, photo: PhotoId): Guess | undefined {
  const found = store.importedSuggestions.of(store.labelSets.current(), photo)
  return found !== undefined && openTo(store)(found) ? guessOf(found) : undefined
}

/** Whether the photo is neither labelled nor set aside, and may be of that class for all that the person said. */
function openTo({ journal, classes, labelSets }: Pick<Store, 'journal' | 'classes' | 'labelSets'>) {
  const labelSet = labelSets.current()
  const labelled = journal.labelsOfAnyRole(labelSet)
  const names = classes.names(labelSet)
  const rejected = new Set(
    journal.rejections(labelSet).map(({ photo, class: id }) => `${photo} ${names.get(id) ?? ''}`),
  )
  return ({ photo, class: name }: ImportedSuggestion): boolean =>
    !labelled.has(photo) && !rejected.has(`${photo} ${name}`)
}

function guessOf({ photo, class: name, probability }: ImportedSuggestion): Guess {
  return { photo, class: name, probability, head: null }
}
