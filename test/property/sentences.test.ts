/** @file What is said in English is read back as the sentence that it was, whatever names and numbers stand in it. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sentences } from '../../shared/sentences/catalogue.ts'
import { inEnglish, isAmount, recognise, say, type Sentence } from '../../shared/sentences/sentence.ts'

const keys = Object.keys(sentences) as Sentence['key'][]
/** Paths and names, which hold almost anything; a whole sentence as the name of a file is read back as any that fits. */
const name = fc.stringMatching(/^[A-Za-z0-9äß /\\._~()[\]{}$^*+?'"-]{1,40}$/)

function valuesFor(key: Sentence['key']): fc.Arbitrary<Sentence['values']> {
  const names = [...sentences[key].matchAll(/\{(\w+)\}/g)].map((match) => match[1])
  const values = names.map((each) => [each, isAmount(each) ? fc.nat({ max: 1e6 }) : name] as const)
  return fc.record(Object.fromEntries(values))
}

it.each(keys)('reads "%s" back', (key) => {
  fc.assert(
    fc.property(valuesFor(key), (values) => {
      const text = inEnglish({ key, values })
      const read = recognise(text)
      expect(read?.key).toBe(key)
      expect(read && inEnglish(read)).toBe(text)
    }),
    { numRuns: 50 },
  )
})

it('says one and many', () => {
  const backbone = 'own:dino'
  expect(say('notice-second-waits', { count: 1, backbone })).toBe(
    '1 photo could not be read again, so own:dino does not count yet.',
  )
  const many = say('notice-second-waits', { count: 2048, backbone })
  expect(many).toBe('2048 photos could not be read again, so own:dino does not count yet.')
  expect(recognise(many)).toEqual({ key: 'notice-second-waits', values: { count: 2048, backbone } })
})

it('takes nothing else for a sentence', () => {
  for (const text of ['', 'no such column', 'SQLITE_MISUSE', 'Cancelled. Twice.']) {
    expect(recognise(text)).toBeUndefined()
  }
})
