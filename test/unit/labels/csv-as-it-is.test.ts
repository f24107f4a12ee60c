/** @file CSV files as people have them: encodings, separators, headers, paths of other systems; nothing is guessed in silence. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it, test } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { readLabelFile } from '../../../main/jobs/labels/label-file.ts'
import { labelPhotos } from '../../../main/jobs/labels/label-photos.ts'
import { readTruth } from '../../../main/lab/truth.ts'
import type { Store } from '../../../main/store/store.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

const signal = new AbortController().signal

async function fileOf(content: string | Uint8Array): Promise<string> {
  const file = path.join(await temporaryFolder(), 'labels.csv')
  await writeFile(file, content)
  return file
}

async function classesIn(content: string | Uint8Array, encoding?: string): Promise<string[]> {
  return (await readLabelFile(await fileOf(content), encoding)).map((row) => row.class)
}

const HEADER = 'path,class\r\n'
const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
/** ASCII as it is, and bytes beside it. */
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )

it.each([
  ['UTF-8', Buffer.from(`${HEADER}a.jpg,鶏\r\n`)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${HEADER}a.jpg,鶏\r\n`)],
  ['UTF-16 of Windows', utf16(`\ufeff${HEADER}a.jpg,鶏\r\n`)],
  ['UTF-16, big end first', utf16be(`\ufeff${HEADER}a.jpg,鶏\r\n`)],
  ['UTF-16 without a mark', utf16(`${HEADER}a.jpg,鶏\r\n`)],
  ['UTF-16, big end first, without a mark', utf16be(`${HEADER}a.jpg,鶏\r\n`)],
  ['what Excel saves as Unicode text', utf16(`\ufeffpath\tclass\r\na.jpg\t鶏\r\n`)],
])('%s is recognised', async (_what, content) => {
  expect(await classesIn(content)).toEqual(['鶏'])
})

it.each([
  ['windows-1252', bytes(HEADER, 'a.jpg,K', [0xfc], 'ken\r\n'), 'Küken'],
  ['gbk', bytes(HEADER, 'a.jpg,', [0xbc, 0xa6], '\r\n'), '鸡'],
  ['gb18030', bytes(HEADER, 'a.jpg,', [0xbc, 0xa6], '\r\n'), '鸡'],
  ['shift_jis', bytes(HEADER, 'a.jpg,', [0x8c, 0x7b], '\r\n'), '鶏'],
  ['windows-1251', bytes(HEADER, 'a.jpg,', [0xea, 0xf3, 0xf0], '\r\n'), 'кур'],
  ['big5', bytes(HEADER, 'a.jpg,', [0xc2, 0xfb], '\r\n'), '雞'],
])(
  '%s is asked for, with how a line would read, and read when it is named',
  async (encoding, content, name) => {
    const asked = readLabelFile(await fileOf(content))
    await expect(asked).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/encoding.*Line 2 reads "/) as string,
    })
    expect(await classesIn(content, encoding)).toEqual([name])
  },
)

test('the question shows the right reading among the usual ones', async () => {
  const asked = readLabelFile(await fileOf(bytes(HEADER, 'a.jpg,hen\n', 'b.jpg,K', [0xfc], 'ken\n')))
  await expect(asked).rejects.toThrow('Line 3 reads "b.jpg,Küken" as windows-1252')
})

it.each([
  ['an unknown encoding', 'utf-9', bytes(HEADER, 'a.jpg,', [0xe9], '\n'), /utf-9 is no encoding/],
  ['an encoding that it is not', 'gbk', bytes(HEADER, 'a.jpg,', [0xff], '\n'), /is not gbk text/],
  [
    'UTF-16 that is cut off',
    undefined,
    Buffer.concat([utf16(`\ufeff${HEADER}a.jpg,hen`), Buffer.from([0xd8])]),
    /damaged/,
  ],
])('%s is refused', async (_what, encoding, content, message) => {
  await expect(readLabelFile(await fileOf(content), encoding)).rejects.toThrow(message)
})

it.each([
  ['semicolons, with commas in a header', 'path;class;remark, or none\na.jpg;hen;x, y\n'],
  ['tabs, with commas in a header', 'path\tclass\tremark, or none\na.jpg\then\tx\n'],
  ['commas, with semicolons in a header', '"path","class","a;b"\na.jpg,hen,x\n'],
  ['a line that says the separator', 'sep=;\r\npath;class\r\na.jpg;hen\r\n'],
  ['rows of only delimiters', 'path,class,note\na.jpg,hen,\n,,\n,,\n'],
  ['rows of only blanks', 'path;class\na.jpg;hen\n ; \n;\n'],
  ['capital letters', 'PATH,Class\na.jpg,hen\n'],
  [
    'blanks and quotes about the names',
    ' "path" , "class"\na.jpg,hen\n'.replace(' "', '"').replace('" ,', '",').replace(', "', ',"'),
  ],
  ['other columns of one name', 'path,x,class,X,,\na.jpg,1,hen,2,,\n'],
  ['a mark inside the header', 'path,\ufeffclass\na.jpg,hen\n'],
  ['line ends of old Macs', 'path,class\ra.jpg,hen\r'],
])('%s', async (_what, text) => {
  expect(await classesIn(text)).toEqual(['hen'])
})

it.each([
  [
    'a column named twice',
    'path,Class,class\na.jpg,hen,duck\n',
    /names the column class twice \("Class" and "class"\)/,
  ],
  ['a path twice', 'sep=;\npath;class;PATH\na;hen;b\n', /line 2 names the column path twice/],
  ['a row without a class', 'path,class\na.jpg,hen\nb.jpg,\n', /line 3 has no usable class/],
  ['a row without a path', 'sep=,\npath,class\n,hen\n', /line 3 has no path/],
  ['no header', 'a.jpg,hen\n', /line 1 must name the columns/],
])('%s is named', async (_what, text, message) => {
  await expect(readLabelFile(await fileOf(text))).rejects.toThrow(message)
})

async function library(contents: Record<string, string>, root = 'photos') {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const ids = await plantPhotos(store, path.join(folder, root), contents)
  return { folder, store, ids, root: path.join(folder, root) }
}

async function importing(store: Store, folder: string, text: string) {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'list.csv')
  await writeFile(file, text)
  return labelPhotos({ store, signal }, { items: [], file, encoding: undefined })
}

function labelsOf(store: Store): Record<number, string> {
  const labels = store.journal.labels(store.labelSets.current())
  return Object.fromEntries([...labels].map(([id, c]) => [id, store.classes.name(c)]))
}

test('paths with backslashes, also absolute ones, lead to the photo; one that is really called so comes first', async () => {
  const { store, ids, root } = await library({
    'sub/a.jpg': 'a',
    'sub/b.jpg': 'b',
    'odd\\c.jpg': 'c',
    'odd/c.jpg': 'd',
  })
  const absolute = `${root}/sub/b.jpg`.replaceAll('/', '\\')
  const result = await importing(
    store,
    root,
    `path,class\nsub\\a.jpg,hen\n${absolute},duck\nodd\\c.jpg,swan\nC:\\x\\a.jpg,hen\n`,
  )
  expect(result).toMatchObject({
    labelled: 3,
    ambiguous: [],
    unknown: [expect.stringContaining('C:\\x\\a.jpg')],
  })
  const [a, b, c] = ids.values()
  expect(labelsOf(store)).toEqual({ [a]: 'hen', [b]: 'duck', [c]: 'swan' })
})

test('composed and decomposed paths lead to the same photo, in either direction and mixed', async () => {
  const { store, ids, root } = await library({
    'be\u0301lier/e\u0301te\u0301.jpg': 'a',
    'h\u00fchner/\u00fc.jpg': 'b',
    'u\u0308/\u00fc.jpg': 'c',
  })
  const paths = ['b\u00e9lier/\u00e9t\u00e9.jpg', 'hu\u0308hner/u\u0308.jpg', '\u00fc/u\u0308.jpg']
  const text = `path,class\n${paths.map((each) => `${each},hen\n${path.join(root, each)},hen\n`).join('')}`
  expect(await importing(store, path.join(root, '..', 'lists'), text)).toMatchObject({
    labelled: 3,
    unknown: [],
  })
  expect(Object.keys(labelsOf(store))).toHaveLength(ids.size)
})

test('two files that differ only so are each their own, and what fits neither exactly is a question', async () => {
  const { store, ids, root } = await library({ '\u00fce\u0301.jpg': 'a', 'u\u0308\u00e9.jpg': 'b' })
  const result = await importing(
    store,
    root,
    'path,class\n\u00fce\u0301.jpg,hen\nu\u0308\u00e9.jpg,duck\n\u00fc\u00e9.jpg,swan\n',
  )
  expect(result).toMatchObject({
    labelled: 2,
    ambiguous: [{ path: '\u00fc\u00e9.jpg', candidates: [{}, {}].map(() => expect.any(String) as string) }],
  })
  const [a, b] = ids.values()
  expect(labelsOf(store)).toEqual({ [a]: 'hen', [b]: 'duck' })
})

test('a relative path that leads to several photos is a question, never the first found', async () => {
  const { folder, store, ids } = await library({ 'IMG_1.jpg': 'one', 'IMG_2.jpg': 'same' }, 'one')
  const others = await plantPhotos(store, path.join(folder, 'two'), {
    'IMG_1.jpg': 'another',
    'IMG_2.jpg': 'same',
    'IMG_3.jpg': 'third',
  })
  const text = 'path,class\nIMG_1.jpg,hen\nIMG_2.jpg,duck\nIMG_3.jpg,swan\n'
  const candidates = ['one', 'two'].map((root) => path.join(folder, root, 'IMG_1.jpg'))
  expect(await importing(store, path.join(folder, 'lists'), text)).toEqual({
    labelled: 2,
    unknown: [],
    conflicts: [],
    ambiguous: [{ path: 'IMG_1.jpg', candidates }],
  })
  expect(labelsOf(store)).toEqual({
    [ids.get('IMG_2.jpg') ?? 0]: 'duck',
    [others.get('IMG_3.jpg') ?? 0]: 'swan',
  })
  const truth = readTruth(store, { kind: 'csv', file: path.join(folder, 'lists', 'list.csv') })
  await expect(truth).rejects.toThrow(
    `Which photo is IMG_1.jpg? It may be any of these: ${candidates.join(', ')}.`,
  )
})

test('an export carries a path from the indexed folder, by which it is read where that folder is now', async () => {
  const contents = { 'sub/a.jpg': 'a', '=b.jpg': 'b' }
  const { folder, store, ids } = await library(contents)
  const labelSet = store.labelSets.current()
  const labels = [...ids.values()].map((photo) => ({ photo, class: store.classes.ensure(labelSet, 'hen') }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  const models = new Models({ store })
  const context = { store, models, signal, report: () => undefined, resources: 'resources' }
  const out = path.join(folder, 'labels.csv')
  const options = { format: 'csv', out, mode: 'copy', dryRun: false } as const
  await exportLibrary(context, { ...options, byteOrderMark: true }, () => Promise.resolve([]))
  const text = await readFile(out, 'utf8')
  expect(text.split('\n')[0]).toBe('\ufeffpath,class,state,probability,head,relative')
  // With the mark it is still known as an export of ours, and without it again as well.
  await exportLibrary(context, options, () => Promise.resolve([]))
  expect((await readFile(out, 'utf8')).startsWith('path,')).toBe(true)
  expect((await readLabelFile(out)).map((row) => row.relative).sort()).toEqual(['=b.jpg', 'sub/a.jpg'])

  const elsewhere = await library(contents, 'moved/to/another place')
  const file = path.join(elsewhere.folder, 'labels.csv')
  await writeFile(file, text)
  expect(
    await labelPhotos({ store: elsewhere.store, signal }, { items: [], file, encoding: undefined }),
  ).toMatchObject({ labelled: 2, unknown: [] })
  expect(Object.values(labelsOf(elsewhere.store))).toEqual(['hen', 'hen'])
})

test('full-width signs that a spreadsheet may take for a formula are guarded, and come back', async () => {
  const { folder, store, ids } = await library({ 'a.jpg': 'a' })
  const labelSet = store.labelSets.current()
  const labels = [...ids.values()].map((photo) => ({
    photo,
    class: store.classes.ensure(labelSet, '\uff1d1+1'),
  }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  const models = new Models({ store })
  const context = { store, models, signal, report: () => undefined, resources: 'resources' }
  const out = path.join(folder, 'labels.csv')
  await exportLibrary(context, { format: 'csv', out, mode: 'copy', dryRun: false }, () => Promise.resolve([]))
  expect(await readFile(out, 'utf8')).toContain(",'\uff1d1+1,")
  expect((await readLabelFile(out)).map((row) => row.class)).toEqual(['\uff1d1+1'])
})
