/** @file Classes put into XMP and taken out again: all that others wrote stays as it was, letter by letter. */
import { describe, expect, it, test } from 'vitest'
import { entriesOf, EMPTY_XMP, holdsOtherClass, withClass } from '../../../main/ingest/xmp/edit-xmp.ts'
import { readXmp } from '../../../main/ingest/xmp/xmp-document.ts'
import { darktableXmp, digikamXmp, exiftoolXmp, lightroomXmp } from '../../support/photos/xmp.ts'
import fc from '../../support/properties.ts'

const OTHERS = {
  subject: ['holiday', 'A & B'],
  hierarchical: ['places|France'],
  tags: ['places/France', 'holiday'],
}
const PROGRAMS = {
  Lightroom: lightroomXmp(OTHERS),
  digiKam: digikamXmp(OTHERS),
  darktable: darktableXmp(OTHERS),
  exiftool: exiftoolXmp(OTHERS),
  'Lightroom without keywords': lightroomXmp({}),
  'one closed tag': `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"/></rdf:RDF></x:xmpmeta>`,
}

function listsOf(text: string): Partial<Record<string, string[]>> {
  const lists: Partial<Record<string, string[]>> = {}
  for (const { list, items } of readXmp(text).lists)
    (lists[list] ??= []).push(...items.map((item) => item.text))
  return lists
}

test('a class of one word is a single keyword, one in a tree a path as well, each as its program divides it', () => {
  expect(entriesOf('hen')).toEqual({ subject: ['hen'], lightroom: [], digikam: [] })
  expect(entriesOf('animals/birds/hen')).toEqual({
    subject: ['hen'],
    lightroom: ['animals|birds|hen'],
    digikam: ['animals/birds/hen'],
  })
  expect(entriesOf('a|b')).toEqual({ subject: ['a|b'], lightroom: [], digikam: ['a|b'] })
  expect(entriesOf(null)).toEqual({ subject: [], lightroom: [], digikam: [] })
})

describe.each(Object.entries(PROGRAMS))('the XMP of %s', (name, before) => {
  it('gets a class, another one in its place, and is as before without any', () => {
    const had = listsOf(before)
    const one = withClass(before, 'animals/hen')
    expect(one).toMatchObject({ isChanged: true, removed: 0 })
    const lists = listsOf(one.text ?? '')
    expect(lists.subject).toEqual([...(had.subject ?? []), 'hen'])
    expect(lists.lightroom).toEqual([...(had.lightroom ?? []), 'animals|hen'])
    expect(lists.digikam).toEqual([...(had.digikam ?? []), 'animals/hen'])
    expect(holdsOtherClass(one.text ?? '', 'animals/hen')).toBe(false)
    expect(holdsOtherClass(one.text ?? '', 'hen')).toBe(true)
    expect(withClass(one.text, 'animals/hen')).toEqual({ text: one.text, isChanged: false, removed: 0 })

    const two = withClass(one.text, '<Küken>')
    expect(two.removed).toBe(3)
    expect(listsOf(two.text ?? '').subject).toEqual([...(had.subject ?? []), '<Küken>'])
    const none = withClass(two.text, null)
    // Of a list that had no item, or stood in no description with an end, the room goes or stays.
    const isSame = name !== 'Lightroom without keywords' && name !== 'one closed tag'
    if (isSame) expect(none.text).toBe(before)
    else expect(listsOf(none.text ?? '').subject ?? []).toEqual([])
    expect(none.text).toMatch(/Rating|holiday/)
  })
})

test('a keyword that was there already stays when the class that says the same goes', () => {
  const before = lightroomXmp({ subject: ['hen', 'holiday'] })
  const named = withClass(before, 'hen')
  expect(named).toEqual({ text: before, isChanged: false, removed: 0 })
  expect(withClass(before, null)).toEqual({ text: before, isChanged: false, removed: 0 })
})

test('XMP that Twinsort made goes with its last keyword, unless another program put something in', () => {
  const made = withClass(undefined, 'animals/hen').text ?? ''
  expect(withClass(made, null).text).toBeUndefined()
  const rated = made.replace(
    'rdf:about=""',
    'rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="5"',
  )
  expect(withClass(rated, null).text).toContain('xmp:Rating="5"')
  expect(withClass(undefined, null)).toEqual({ text: undefined, isChanged: false, removed: 0 })
  expect(readXmp(EMPTY_XMP).lists).toEqual([])
})

const word = fc.stringMatching(/^[^/\s\p{C}]{1,8}$/u)
const className = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('/'))

test('any classes, one after the other, leave what others wrote and the last class', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(className), { maxLength: 4 }),
      fc.constantFrom(...Object.keys(PROGRAMS).slice(0, 4)),
      (classes, program) => {
        const before = PROGRAMS[program as keyof typeof PROGRAMS]
        let text: string | undefined = before
        for (const each of classes) ({ text } = withClass(text, each))
        const last = entriesOf(classes.at(-1) ?? null)
        const [had, has] = [listsOf(before), listsOf(text ?? '')]
        for (const list of ['subject', 'lightroom', 'digikam'] as const) {
          expect(new Set(has[list] ?? [])).toEqual(new Set([...(had[list] ?? []), ...last[list]]))
        }
        expect(withClass(text, null).text).toBe(before)
      },
    ),
  )
})

test.each([
  ['cut', '<x:xmpmeta xmlns:x="adobe:ns:meta/">'],
  [
    'empty',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>',
  ],
  ['of another kind', '<html/>'],
])('XMP that is %s is left alone', (_, text) => {
  expect(() => withClass(text, 'hen')).toThrow()
})
