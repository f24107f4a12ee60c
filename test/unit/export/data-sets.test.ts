/** @file Exports as data sets: in parts, in the forms of other programs, and read back again. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { MANIFEST } from '../../../main/jobs/export/manifest.ts'
import type { Suggested } from '../../../main/jobs/export/rows.ts'
import { FolderClasses } from '../../../main/jobs/labels/folder-classes.ts'
import { readLabelFile } from '../../../main/jobs/labels/label-file.ts'
import { labelPhotos } from '../../../main/jobs/labels/label-photos.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import type { Store } from '../../../main/store/store.ts'
import { contract, type Input } from '../../../shared/contract.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** Names that other programs might take apart, or for another encoding. */
const CLASSES = ['hen', 'animals/birds', 'Küken, klein', '=1+1', 'hen "x"', '鶏'.repeat(90)]

async function library(perClass = 10, classes = CLASSES) {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const names = classes.flatMap((name, index) =>
    Array.from({ length: perClass }, (_, photo) => ({ file: `${index}/a b%20#${photo}.jpg`, name })),
  )
  const root = path.join(folder, 'photos')
  const ids = await plantPhotos(
    store,
    root,
    Object.fromEntries(names.map(({ file }) => [file, `picture ${file}`])),
  )
  const labelSet = store.labelSets.current()
  const labels = names.map(({ file, name }) => ({
    photo: ids.get(file) ?? 0,
    class: store.classes.ensure(labelSet, name),
  }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  return { folder, store, root, ids, out: path.join(folder, 'out') }
}

function run(store: Store, input: Input<'export'>, suggested: readonly Suggested[] = []) {
  const models = new Models({ store })
  const signal = new AbortController().signal
  const context = { store, models, signal, report: () => undefined, resources: 'resources' }
  return exportLibrary(context, contract.export.input.parse(input), () => Promise.resolve(suggested))
}

const namesOf = (store: Store) =>
  new Map(
    [...store.journal.labels(store.labelSets.current())].map(([photo, id]) => [
      photo,
      store.classes.name(id),
    ]),
  )

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name !== MANIFEST)
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))

const SPLIT = { train: 80, validation: 10, test: 10 }

describe.each([
  ['csv', 'labels.csv'],
  ['jsonl', 'labels.jsonl'],
  ['coco', 'labels.json'],
  ['label-studio', 'labels.json'],
  ['parquet', 'labels.parquet'],
] as const)('an export as %s', (format, name) => {
  it('gives the same labels when it is read, and leaves out what was only suggested', async () => {
    const { folder, store, ids } = await library(2)
    const before = namesOf(store)
    const [first] = ids.values()
    const labelSet = store.labelSets.current()
    store.journal.decide({
      ...{ labelSet, kind: 'label', actor: 'test', rejections: [], skips: [] },
      labels: [{ photo: first, class: null }],
    })
    const suggested = [{ photo: first, class: 'hen', probability: 0.97, head: 3 }]
    const out = path.join(folder, name)
    const { written } = await run(store, { format, out, includeSuggestions: 0.9 }, suggested)
    expect(written).toBe(before.size)
    const rows = await readLabelFile(out)
    expect(rows).toHaveLength(before.size - 1)

    // In another library of the same photos, elsewhere on the disk.
    const other = storeIn(await temporaryFolder())
    await plantPhotos(
      other,
      path.join(folder, 'moved'),
      Object.fromEntries([...ids.keys()].map((file) => [file, `picture ${file}`])),
    )
    const signal = new AbortController().signal
    const done = await labelPhotos({ store: other, signal }, { items: [], file: out, encoding: undefined })
    expect(done).toMatchObject({ labelled: before.size - 1, unknown: [], conflicts: [], ambiguous: [] })
    const byPath = (from: Store) =>
      new Map([...namesOf(from)].map(([photo, label]) => [from.photos.get(photo)?.contentHash, label]))
    expect(byPath(other)).toEqual(byPath(store))
  })

  it('replaces only what is its own, each part as well', async () => {
    const { folder, store } = await library(4)
    const out = path.join(folder, name)
    for (let time = 0; time < 2; time += 1) await run(store, { format, out, split: SPLIT })
    const { ext } = path.parse(name)
    const others = path.join(
      folder,
      format === 'coco' || format === 'label-studio' ? `labels.train${ext}` : name,
    )
    await writeFile(others, '{"mine": [1]}')
    const again = run(store, { format, out, split: SPLIT })
    await expect(again).rejects.toMatchObject({ code: 'conflict' })
    expect(await readFile(others, 'utf8')).toBe('{"mine": [1]}')
  })
})

describe('an export in parts', () => {
  it('makes folders that loaders know, says how many there are, and leaves each photo in its part when there are more', async () => {
    const { store, out, root } = await library()
    const preview = await run(store, { format: 'imagefolder', out, split: SPLIT, dryRun: true, tree: true })
    expect(store.splits.parts('80/10/10/0').size).toBe(0)
    const done = await run(store, { format: 'imagefolder', out, split: SPLIT, tree: true })
    expect({ ...done, notes: [] }).toEqual({ ...preview, notes: [] })
    expect(done.notes).toContainEqual(sentence('export-split', { train: 48, validation: 6, test: 6 }))
    const before = await filesIn(out)
    const parts = Map.groupBy(
      before.filter((file) => file.endsWith('.jpg')),
      (file) => file.split('/', 1)[0],
    )
    expect([...parts].map(([part, files]) => [part, files.length]).sort()).toEqual([
      ['test', 6],
      ['train', 48],
      ['validation', 6],
    ])
    const reader = new FolderClasses()
    const inTest = (parts.get('test') ?? []).map((file) => reader.classOf(path.join(out, path.dirname(file))))
    expect(new Set(await Promise.all(inTest))).toEqual(new Set(CLASSES))
    expect(done.tree?.map(({ folder }) => folder)).toContain('validation/animals%2Fbirds')

    const more = await plantPhotos(
      store,
      root,
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`more/${index}.jpg`, `more ${index}`])),
    )
    const labelSet = store.labelSets.current()
    const hen = store.classes.ensure(labelSet, 'hen')
    const labels = [...more.values()].map((photo) => ({ photo, class: hen }))
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
    const again = await run(store, { format: 'imagefolder', out, split: SPLIT })
    expect([again.moved, again.removed]).toEqual([[], []])
    expect(await filesIn(out)).toEqual(expect.arrayContaining(before))
    expect(again.notes).toContainEqual(sentence('export-split', { train: 72, validation: 9, test: 9 }))
  })

  it('says of each photo in a table of its part what the folder cannot, and replaces no table of others', async () => {
    const { store, out, root } = await library(5, ['hen', 'animals/birds'])
    const wanted = { format: 'imagefolder', out, split: SPLIT, metadata: true } as const
    await run(store, wanted)
    const tables = (await filesIn(out)).filter((file) => file.endsWith('metadata.csv'))
    const parts = [...new Set((await filesIn(out)).map((file) => file.split('/', 1)[0]))]
    expect(tables.sort()).toEqual(parts.map((part) => `${part}/metadata.csv`).sort())
    const rows = await Promise.all(
      parts.map(async (part) => {
        const text = await readFile(path.join(out, part, 'metadata.csv'), 'utf8')
        const [header, ...lines] = text.trimEnd().split('\n')
        expect(header).toBe('file_name,class,state,probability,path,content_hash,taken_at')
        return lines.map((line) => ({ part, cells: line.split(',') }))
      }),
    )
    const photos = (await filesIn(out)).filter((file) => file.endsWith('.jpg')).sort()
    expect(
      rows
        .flat()
        .map(({ part, cells }) => `${part}/${cells[0]}`)
        .sort(),
    ).toEqual(photos)
    for (const { cells } of rows.flat()) {
      expect(cells[1]).toBe(cells[0].startsWith('hen/') ? 'hen' : 'animals/birds')
      expect(path.relative(root, cells[4])).toMatch(/^[01]\//)
    }
    await run(store, wanted) // in place of its own
    await writeFile(path.join(out, tables[0]), 'file_name,mine\n')
    await expect(run(store, wanted)).rejects.toMatchObject({ code: 'conflict' })
    const asTable = run(store, { format: 'csv', out: `${out}.csv`, metadata: true })
    await expect(asTable).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('moves what was exported without parts, and back', async () => {
    const { store, out } = await library(5, ['hen', 'cat'])
    await run(store, { format: 'imagefolder', out })
    const whole = (await filesIn(out)).sort()
    const { moved, written } = await run(store, { format: 'imagefolder', out, split: SPLIT })
    expect([moved.length, written]).toEqual([10, 0])
    await run(store, { format: 'imagefolder', out })
    expect((await filesIn(out)).sort()).toEqual(whole)
    // A loader of such folders would take an empty one for a class.
    expect((await readdir(out)).filter((name) => name !== MANIFEST).sort()).toEqual(['cat', 'hen'])
  })

  it('names the part of each row in a table, and writes a file for each part where there is no column for it', async () => {
    const { folder, store } = await library()
    await run(store, { format: 'csv', out: path.join(folder, 'labels.csv'), split: SPLIT })
    const [header, row] = (await readFile(path.join(folder, 'labels.csv'), 'utf8')).split('\n', 2)
    expect(header).toBe('path,class,state,probability,head,relative,split')
    expect(row).toMatch(/,(?:train|validation|test)$/)
    await run(store, { format: 'coco', out: path.join(folder, 'set.json'), split: SPLIT })
    const parts = ['train', 'validation', 'test'].map(async (part): Promise<unknown> =>
      JSON.parse(await readFile(path.join(folder, `set.${part}.json`), 'utf8')),
    )
    const [train, validation] = await Promise.all(parts)
    expect(train).toMatchObject({ images: { length: 48 }, annotations: { length: 48 } })
    // The same numbers of classes in all of them.
    expect(train).toHaveProperty(
      'categories',
      expect.arrayContaining([{ id: 1, name: '=1+1', supercategory: '' }]),
    )
    expect(validation).toHaveProperty('categories.length', CLASSES.length)
  })

  it('says which classes cannot be in every part, and that a network has none', async () => {
    const { store, out } = await library(2)
    const { notes } = await run(store, { format: 'imagefolder', out, split: SPLIT })
    expect(notes).toContainEqual(sentence('export-split-lacks', { count: CLASSES.length }))
    const network = run(store, { format: 'onnx', out: `${out}.onnx`, split: SPLIT })
    await expect(network).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('labels in JSON', () => {
  const read = async (content: unknown) => {
    const file = path.join(await temporaryFolder(), 'labels.json')
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
    return readLabelFile(file)
  }

  it('are read from COCO of other programs: boxes of one class are one label, of two classes two', async () => {
    const rows = await read({
      images: [
        { id: 7, file_name: 'a.jpg', width: 4, height: 3 },
        { id: 8, file_name: 'b.jpg', width: 4, height: 3 },
        { id: 9, file_name: 'c.jpg', width: 4, height: 3 },
      ],
      annotations: [
        { id: 1, image_id: 7, category_id: 3, bbox: [0, 0, 2, 2] },
        { id: 2, image_id: 7, category_id: 3, bbox: [2, 2, 2, 1] },
        { id: 3, image_id: 8, category_id: 3, bbox: [0, 0, 1, 1] },
        { id: 4, image_id: 8, category_id: 5, bbox: [0, 0, 1, 1] },
      ],
      categories: [
        { id: 3, name: 'hen' },
        { id: 5, name: 'cat' },
      ],
    })
    expect(rows.map(({ path: file, class: name }) => [file, name])).toEqual([
      ['a.jpg', 'hen'],
      ['b.jpg', 'hen'],
      ['b.jpg', 'cat'],
    ])
  })

  it('are read from tasks of Label Studio, without those that were cancelled or only predicted', async () => {
    const choice = (name: string) => [{ type: 'choices', value: { choices: [name] } }]
    const rows = await read([
      {
        id: 1,
        data: { image: '/data/local-files/?d=x/a%20b.jpg' },
        annotations: [{ result: choice('hen') }],
      },
      { id: 2, data: { image: 'c.jpg' }, annotations: [{ was_cancelled: true, result: choice('cat') }] },
      { id: 3, data: { image: 'd.jpg' }, predictions: [{ result: choice('cat') }] },
    ])
    expect(rows.map(({ path: file, class: name }) => [file, name])).toEqual([['x/a b.jpg', 'hen']])
  })

  it.each([
    ['{"photos": []}', /no labels that can be read/],
    ['[{"path": 3}]', /no labels that can be read/],
    ['{"path": "a.jpg", "class": "hen"}\n{"path": "b.jpg"}', /line 2 is no label/],
    ['{"path": "a.jpg", "class": "hen"}\n{"path": "b.jp', /line 2 is no label/],
    ['{"path": "", "class": "hen"}', /line 1 has no path/],
  ])('%s is refused, with the reason', async (content, reason) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(reason) as string,
    })
  })
})
