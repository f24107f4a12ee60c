/** @file Under which forms a typed word is looked up. */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { partForms, wholeForms, wordKey } from '../../../../main/model/words/word-forms.ts'
import { readVocabulary } from '../../../../main/model/words/vocabulary.ts'
import { Language } from '../../../../shared/languages.ts'

const irregular = new Map([
  ['geese', 'goose'],
  ['attorneys general', 'attorney general'],
])
const languages = {
  en: (await readVocabulary(path.resolve('resources'), 'en')).forms,
  de: (await readVocabulary(path.resolve('resources'), 'de')).forms,
  zh: (await readVocabulary(path.resolve('resources'), 'zh')).forms,
}
const whole = (word: string, language: Language = 'en') => wholeForms(word, languages[language], irregular)
const forms = (word: string, language: Language = 'en') => [
  ...whole(word, language),
  ...partForms(word, languages[language], irregular),
]

describe('a typed word', () => {
  it('is the same however it is written', () => {
    const written = ['Granny-Smith', 'granny_smith', ' GRANNY  smith ', 'Granny Smith']
    expect(new Set(written.map(wordKey))).toEqual(new Set(['granny smith']))
    expect(wordKey('Weißer Hai')).toBe(wordKey('WEISSER HAI'))
    expect(wordKey('Vo\u0308gel')).toBe('vögel') // composed
  })

  it.each([
    ['dogs', 'dog'],
    ['berries', 'berry'],
    ['boxes', 'box'],
    ['wolves', 'wolf'],
    ['knives', 'knife'],
    ['firemen', 'fireman'],
    ['geese', 'goose'],
    ['wild geese', 'wild goose'],
    ['wild geese', 'goose'],
    ['attorneys general', 'attorney general'],
    ['red bell pepper', 'bell pepper'],
    ['flamingo_head', 'flamingo'],
    ['animals/birds/roosters', 'rooster'],
  ])('"%s" may be known as "%s"', (word, form) => {
    expect(forms(word)).toContain(form)
  })

  it.each([
    ['Hunde', 'hund'],
    ['Gänse', 'gans'],
    ['Vögel', 'vogel'],
    ['Katzen', 'katze'],
    ['Häuser', 'haus'],
    ['Autos', 'auto'],
    ['Löwinnen', 'löwin'],
    ['Segelboote', 'boot'],
    ['Rote Paprika', 'paprika'],
  ])('the German "%s" may be known as "%s"', (word, form) => {
    expect(forms(word, 'de')).toContain(form)
  })

  it.each([
    ['狗', '狗'],
    ['小黑狗', '狗'],
    ['我家的金毛犬', '金毛犬'],
    ['动物/玫瑰花', '花'],
  ])('the Chinese "%s" may be known as "%s"', (word, form) => {
    expect(forms(word, 'zh')).toContain(form)
  })

  it('is cut only where a compound may be: in no language between the halves of one letter', () => {
    expect(forms('𠮷犬', 'zh')).toEqual(['𠮷犬', '犬'])
    expect(forms('Hund', 'de')).not.toContain('d')
    expect(forms('bulldog')).not.toContain('dog')
  })

  it('is looked up as it is written first, then by its last words, then by its first ones', () => {
    const found = forms('house cats')
    expect(found[0]).toBe('house cats')
    expect(found.indexOf('house cat')).toBeLessThan(found.indexOf('cats'))
    expect(found.indexOf('cat')).toBeLessThan(found.indexOf('house'))
    expect(whole('house cats')).not.toContain('cats')
  })

  it('has no empty form, whatever is typed', () => {
    for (const word of ['', ' ', '/', 'a/', '-_-', 's', 'es', 'ies', 'e', 'ä', '🐶']) {
      for (const language of Language.options) expect(forms(word, language)).not.toContain('')
    }
  })
})
