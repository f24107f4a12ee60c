/** @file One form of a class name, wherever it enters: what cannot be told apart on a screen is one class. */
import { expect, it, test } from 'vitest'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readLabelFile } from '../../../main/jobs/labels/label-file.ts'
import { labelPhotos } from '../../../main/jobs/labels/label-photos.ts'
import { readTruth } from '../../../main/lab/truth.ts'
import { folderNames } from '../../../main/jobs/export/safe-name.ts'
import { canonicalClassName } from '../../../shared/class-name.ts'
import { ClassName } from '../../../shared/domain.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import fc from '../../support/properties.ts'

it.each([
  ['blanks about the slashes', 'animals / birds', 'animals/birds'],
  ['two blanks', 'wild  horse', 'wild horse'],
  ['a blank that does not break', 'wild\u00a0horse', 'wild horse'],
  ['blanks of other widths', 'wild\u2003\u202f\u3000horse', 'wild horse'],
  ['a blank of Braille', '\u2800horse\u2800', 'horse'],
  ['a tab and a line feed', 'wild\t\nhorse\r\n', 'wild horse'],
  ['a line and a paragraph separator', 'wild\u2028horse\u2029', 'wild horse'],
  ['the next-line sign', 'wild\u0085horse', 'wild horse'],
  ['a zero', 'hor\0se', 'horse'],
  ['other control characters', '\u0007hor\u009fse\u001b', 'horse'],
  ['a byte order mark', '\ufeffhorse', 'horse'],
  ['zero-width blanks', 'hor\u200bse\u2060', 'horse'],
  ['a soft hyphen', 'hor\u00adse', 'horse'],
  ['marks of direction', '\u202ahorse\u202c\u200e\u2066\u2069', 'horse'],
  ['a joiner between letters that do not join', 'hor\u200dse\u200c', 'horse'],
  ['something unseen between blanks', 'wild \u200b horse', 'wild horse'],
  ['a Hangul filler', 'horse\u3164', 'horse'],
  ['a decomposed letter', 'be\u0301lier', 'b\u00e9lier'],
  ['a letter that stands for another', '\u212bngstr\u00f6m', '\u00c5ngstr\u00f6m'],
  ['variation selectors', 'heart \u2764\ufe0f', 'heart \u2764'],
  ['half a surrogate pair', 'horse\ud800', 'horse\ufffd'],
])('%s', (_what, written, form) => {
  expect(ClassName.parse(written)).toBe(form)
})

it.each([
  ['a family of emoji', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'],
  ['an emoji with a colour of skin', '\u{1f469}\u{1f3fd}\u200d\u{1f680}'],
  ['the flag of Scotland', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
  ['a Persian plural', '\u06a9\u062a\u0627\u0628\u200c\u0647\u0627'],
  ['a half-form of Devanagari', '\u0915\u094d\u200d\u0937'],
  ['case', 'Rooster'],
  ['full-width letters', '\uff21\uff22'],
  ['a ligature', '\ufb01sh'],
])('keeps %s', (_what, name) => {
  expect(ClassName.parse(name)).toBe(name)
})

it.each(['\u200b', '\0', ' \u00a0/\u2060', 'a/\u200b/b', 'a/', '\ufeff'])('%j is no name', (name) => {
  expect(ClassName.safeParse(name).success).toBe(false)
})

test('the form of a form is itself, whatever the name', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(
      ' ',
      '\u200d',
      '\u200c',
      '\u0301',
      '\u064e',
      '\u0628',
      '\u094d',
      '\u{1f468}',
      '\ufe0f',
      '/',
      '\u{1f3f4}',
      '\u{e0067}',
    ),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const once = canonicalClassName(parts.join(''))
      expect(canonicalClassName(once)).toBe(once)
      // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
      expect(once).not.toMatch(/[\u0000-\u001f\u007f-\u009f]|^ | $| {2}/)
    }),
    { numRuns: 300 },
  )
})

test('a class that is imported twice, spelled apart by what cannot be seen, is no conflict', async () => {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const ids = await plantPhotos(store, path.join(folder, 'photos'), { 'a.jpg': 'a', 'b.jpg': 'b' })
  const file = path.join(folder, 'labels.csv')
  const signal = new AbortController().signal
  await writeFile(
    file,
    'path,class\na.jpg,animals / birds\na.jpg,"animals/\nbirds"\nb.jpg,animals/bi\u200brds\n',
  )
  const found = (await readLabelFile(file)).map((row) => row.class)
  expect(new Set(found)).toEqual(new Set(['animals/birds']))
  for (let time = 0; time < 2; time += 1) {
    await writeFile(
      path.join(folder, 'photos', 'labels.csv'),
      `path,class\na.jpg,animals / birds\nb.jpg,animals\u00a0/birds\n`,
    )
    const output = await labelPhotos(
      { store, signal },
      { items: [], file: path.join(folder, 'photos', 'labels.csv'), encoding: undefined },
    )
    expect(output).toMatchObject({ labelled: 2, conflicts: [], unknown: [] })
  }
  expect(store.classes.list(store.labelSets.current())).toMatchObject([{ name: 'animals/birds', photos: 2 }])
  expect(ids.size).toBe(2)
})

test('the truth of folders reads the names of our own export back, and leaves other names as they are', async () => {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const classes = [
    'animals/birds',
    'Dog',
    'dog',
    'CON',
    '100 %',
    '__tmp',
    'a:b',
    '\u9d8f'.repeat(120),
    'b\u00e9lier',
  ]
  const { folders, cut } = folderNames(classes)
  const root = path.join(folder, 'export')
  const foreign = ['50%20off', '%zz', 'with%7E', 'wild  horse']
  const contents = [...folders.values(), ...foreign].map((name, index) => [
    `${name}/${index}.jpg`,
    `picture ${index}`,
  ])
  const ids = await plantPhotos(store, root, Object.fromEntries(contents) as Record<string, string>)
  await mkdir(root, { recursive: true })
  await writeFile(path.join(root, 'classes.json'), JSON.stringify(Object.fromEntries(cut)))
  const { classOf } = await readTruth(store, { kind: 'folders' })
  expect([...ids.values()].map((id) => classOf.get(id))).toEqual([
    ...classes,
    '50%20off',
    '%zz',
    'with%7E',
    'wild horse',
  ])
})
