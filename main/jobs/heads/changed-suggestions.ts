/** @file What another head in use changes: the photos for which another class is suggested, or none any more. Pure. */
import type { Output } from '../../../shared/contract.ts'
import type { Guess } from '../review/suggestions.ts'

type Suggested = readonly Pick<Guess, 'photo' | 'class'>[]

/** Undefined where they could not be asked for: then nothing is known of a change. */
export function changedSuggestions(
  before: Suggested | undefined,
  after: Suggested | undefined,
): Pick<Output<'promote'>, 'changed' | 'suggestions'> {
  if (before === undefined || after === undefined) return { changed: 0, suggestions: 0 }
  const was = new Map(before.map(({ photo, class: name }) => [photo, name]))
  const is = new Map(after.map(({ photo, class: name }) => [photo, name]))
  const photos = new Set([...was.keys(), ...is.keys()])
  const changed = [...photos].filter((photo) => was.get(photo) !== is.get(photo)).length
  return { changed, suggestions: photos.size }
}
