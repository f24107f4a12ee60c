import { expect, test } from 'vitest'
import { changedSuggestions } from '../../../main/jobs/heads/changed-suggestions.ts'

const of = (classes: Readonly<Record<number, string>>) =>
  Object.entries(classes).map(([photo, name]) => ({ photo: Number(photo), class: name }))

test('another head changes the suggestions that are other ones, gone, or new', () => {
  const before = of({ 1: 'cat', 2: 'cat', 3: 'dog', 4: 'dog' })
  expect(changedSuggestions(before, before)).toEqual({ changed: 0, suggestions: 4 })
  expect(changedSuggestions(before, of({ 1: 'cat', 2: 'dog', 3: 'dog', 5: 'cat' }))).toEqual({
    changed: 3,
    suggestions: 5,
  })
  expect(changedSuggestions([], [])).toEqual({ changed: 0, suggestions: 0 })
  // What could not be asked for has not changed altogether.
  expect(changedSuggestions(before, undefined)).toEqual({ changed: 0, suggestions: 0 })
})
