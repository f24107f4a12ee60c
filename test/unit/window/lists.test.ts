/** @file Lists of names: what the window puts between them, and what a person may. */
import { afterEach, describe, expect, it } from 'vitest'
import { i18n } from '../../../renderer/i18n.ts'
import { namesIn } from '../../../renderer/features/network-suggestions/group-suggestions.ts'
import { explained, listed } from '../../../renderer/words/lists.ts'

afterEach(() => {
  i18n.global.locale.value = 'en'
})

describe('a list that is shown', () => {
  it.each([
    ['en', 'dog, cat', 'CPU: slow'],
    ['de', 'dog, cat', 'CPU: slow'],
    ['zh', 'dog、cat', 'CPU：slow'],
  ] as const)('has the punctuation of the language: %s', (language, both, why) => {
    i18n.global.locale.value = language
    expect([listed(['dog', 'cat']), listed(['dog']), listed([])]).toEqual([both, 'dog', ''])
    expect(explained('CPU', 'slow')).toBe(why)
  })
})

describe('a list that is typed', () => {
  it.each([['dog\ncat, bird ;dog'], ['dog，cat、bird；cat'], ['\n，dog\n\ncat\u3000，\u3000bird；']])(
    'holds each name once, whatever stands between: %j',
    (text) => {
      expect(namesIn(text)).toEqual(['dog', 'cat', 'bird'])
    },
  )
})
