import { chmod, mkdir, readdir, readFile, readlink, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { cannotWrite } from '../../../main/jobs/export/write-target.ts'
import { MANIFEST } from '../../../main/jobs/export/manifest.ts'
import type { Suggested } from '../../../main/jobs/export/rows.ts'
import { readLabelFile } from '../../../main/jobs/labels/label-file.ts'
import type { Store } from '../../../main/store/store.ts'
import type { Input, Parsed } from '../../../shared/contract.ts'
import { contract } from '../../../shared/contract.ts'
import type { JobContext } from '../../../main/jobs/context.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { inEnglish, sentence } from '../../../shared/sentences/sentence.ts'

type Context = Pick<JobContext, 'store' | 'models' | 'signal' | 'report' | 'resources'>

function contextOf(store: Store, signal = new AbortController().signal): Context {
  return { store, models: new Models({ store }), signal, report: () => undefined, resources: 'resources' }
}

function run(context: Context, input: Input<'export'>, suggested: readonly Suggested[] = []) {
  const parsed: Parsed<'export'> = contract.export.input.parse(input)
  const suggest = (least: number) =>
    Promise.resolve(suggested.filter(({ probability }) => probability >= least))
  return exportLibrary(context, parsed, suggest)
}

/** A library with these photos, labelled as said. */
async function labelled(contents: Record<string, string>, classes: Record<string, string>) {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const root = path.join(folder, 'photos')
  const ids = await plantPhotos(store, root, contents)
  const labelSet = store.labelSets.current()
  const labels = Object.entries(classes).map(([name, className]) => ({
    photo: ids.get(name) ?? 0,
    class: store.classes.ensure(labelSet, className),
  }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  return { store, root, ids, out: path.join(folder, 'out') }
}

/** The user id that owns nothing, by custom. */
const NOBODY = 65_534

const tree = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => file !== MANIFEST)
    .sort()

describe('where an export goes', () => {
  it('is a whole path: nobody would find what lies where the engine happens to run', async () => {
    const { store } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    for (const format of ['imagefolder', 'csv', 'onnx'] as const) {
      const failed = run(contextOf(store), { format, out: 'sorted', dryRun: true })
      await expect(failed).rejects.toMatchObject({ code: 'bad-input', sentence: { key: 'target-relative' } })
    }
  })
})

describe('export as a table', () => {
  it('writes confirmed labels and, where wanted, suggestions', async () => {
    const { store, root, ids, out } = await labelled(
      { 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c' },
      { 'b.jpg': 'hen' },
    )
    const suggested: Suggested[] = [
      { photo: ids.get('a.jpg') ?? 0, class: '=duck', probability: 0.875, head: 4 },
      { photo: ids.get('c.jpg') ?? 0, class: 'hen', probability: 0.25, head: 4 },
      { photo: ids.get('b.jpg') ?? 0, class: 'duck', probability: 1, head: 4 },
    ]
    const file = `${out}/labels.csv`
    const result = await run(
      contextOf(store),
      { format: 'csv', out: file, includeSuggestions: 0.5 },
      suggested,
    )
    expect(result).toEqual({
      written: 2,
      skipped: [],
      moved: [],
      removed: [],
      notes: [],
      network: null,
      setAside: 0,
    })
    expect(parse(await readFile(file), { columns: true })).toEqual([
      {
        path: path.join(root, 'b.jpg'),
        class: 'hen',
        state: 'confirmed',
        probability: '1',
        head: '',
        relative: 'b.jpg',
      },
      {
        path: path.join(root, 'a.jpg'),
        class: "'=duck",
        state: 'suggested',
        probability: '0.875',
        head: '4',
        relative: 'a.jpg',
      },
    ])
    // What is only suggested is nobody's decision: importing the file again brings back what was confirmed.
    expect(await readLabelFile(file)).toEqual([
      { path: path.join(root, 'b.jpg'), relative: 'b.jpg', class: 'hen', line: 2 },
    ])
  })

  it('shows its first rows beforehand, cell by cell as they are written', async () => {
    const names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']
    const { store, out } = await labelled(
      Object.fromEntries(names.map((name) => [name, name])),
      Object.fromEntries(names.map((name) => [name, name === 'b.jpg' ? '=1+1' : 'a "quoted", hen'])),
    )
    const preview = await run(contextOf(store), { format: 'csv', out, dryRun: true, tree: true })
    expect((await run(contextOf(store), { format: 'csv', out, dryRun: true })).sample).toBeUndefined()
    expect((await run(contextOf(store), { format: 'csv', out, tree: true })).sample).toBeUndefined()
    const [columns, ...rows] = parse(await readFile(out))
    expect(rows).toHaveLength(4)
    expect(preview.sample).toEqual({ columns, rows: rows.slice(0, 3) })
  })

  it('writes one object a line', async () => {
    const { store, root, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen "quoted"' })
    await run(contextOf(store), { format: 'jsonl', out })
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        path: path.join(root, 'a.jpg'),
        class: 'hen "quoted"',
        state: 'confirmed',
        probability: 1,
        head: null,
        relative: 'a.jpg',
      },
    ])
  })

  it('replaces an earlier export, and nothing else', async () => {
    const { store, root, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    await run(contextOf(store), { format: 'csv', out })
    await expect(run(contextOf(store), { format: 'csv', out })).resolves.toMatchObject({ written: 1 })
    for (const [target, format] of [
      [path.join(root, 'a.jpg'), 'csv'],
      [out, 'jsonl'],
      [root, 'csv'],
    ] as const) {
      await expect(run(contextOf(store), { format, out: target })).rejects.toMatchObject({ code: 'conflict' })
    }
    expect(await readFile(path.join(root, 'a.jpg'), 'utf8')).toBe('a')
  })

  it('says which file is in the place of a folder, before it writes and when it does', async () => {
    const { store, root } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    const file = path.join(root, 'a.jpg')
    for (const dryRun of [true, false]) {
      for (const [format, out] of [
        ['csv', path.join(file, 'table.csv')],
        ['csv', path.join(file, 'deep', 'table.csv')],
        ['imagefolder', path.join(file, 'inside')],
        ['imagefolder', file],
      ] as const) {
        await expect(run(contextOf(store), { format, out, dryRun })).rejects.toMatchObject({
          code: 'conflict',
          message: `${file} is a file, not a folder; choose another place.`,
        })
      }
    }
  })

  // Where whoever runs the tests may write everywhere, they are nobody for as long as it takes.
  it.skipIf(process.platform === 'win32')('says in which folder it may not write', async () => {
    const { store, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    await mkdir(out, { mode: 0o555 })
    await chmod(path.dirname(out), 0o755)
    const isRoot = process.getuid?.() === 0
    // A preview asks for the rights of who began the process, which are not given up for a while.
    for (const dryRun of isRoot ? [false] : [true, false]) {
      for (const [format, inside] of [
        ['csv', 'table.csv'],
        ['csv', 'new/table.csv'],
        ['imagefolder', 'new'],
      ] as const) {
        if (isRoot) process.seteuid?.(NOBODY)
        try {
          await expect(
            run(contextOf(store), { format, out: path.join(out, inside), dryRun }),
          ).rejects.toMatchObject({
            code: 'conflict',
            message: `Twinsort may not write in ${out}; choose another folder, or allow it there.`,
          })
        } finally {
          if (isRoot) process.seteuid?.(0)
        }
      }
    }
    await chmod(out, 0o755)
  })

  it('says what is too long, and what cannot be made', async () => {
    const { store, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    const long = path.join(out, `${'a'.repeat(300)}.csv`)
    await expect(run(contextOf(store), { format: 'csv', out: long })).rejects.toMatchObject({
      code: 'conflict',
      message: `The name ${long} is too long; choose a shorter one.`,
    })
    const away = Object.assign(new Error('ENOENT: no such file or directory'), { code: 'ENOENT' })
    expect((await cannotWrite('/away', away)).message).toMatch(/^\/away does not exist and cannot be created/)
  })

  it('writes nothing in a dry run', async () => {
    const { store, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    for (const format of ['csv', 'imagefolder'] as const) {
      await expect(run(contextOf(store), { format, out, dryRun: true })).resolves.toEqual({
        written: 1,
        skipped: [],
        moved: [],
        removed: [],
        notes: [],
        network: null,
        setAside: 0,
      })
      await expect(stat(out)).rejects.toMatchObject({ code: 'ENOENT' })
    }
  })

  it('lists labelled photos that are missing', async () => {
    const { store, root, out } = await labelled(
      { 'a.jpg': 'a', 'b.jpg': 'b' },
      { 'a.jpg': 'hen', 'b.jpg': 'hen' },
    )
    const file = store.files.byPath(path.join(root, 'a.jpg'))
    store.files.markMissing([file?.id ?? 0])
    await expect(run(contextOf(store), { format: 'csv', out })).resolves.toEqual({
      written: 1,
      skipped: [{ path: path.join(root, 'a.jpg'), reason: sentence('skipped-missing') }],
      moved: [],
      removed: [],
      notes: [],
      network: null,
      setAside: 0,
    })
  })
})

describe('export as folders', () => {
  it('copies photos with their times into a folder for each class', async () => {
    const { store, root, out } = await labelled(
      { 'a.jpg': 'a', 'sub/b.jpg': 'b', 'c.jpg': 'c' },
      { 'a.jpg': 'hen', 'sub/b.jpg': 'birds/duck' },
    )
    expect(await run(contextOf(store), { format: 'imagefolder', out })).toEqual({
      written: 2,
      skipped: [],
      moved: [],
      removed: [],
      notes: [],
      network: null,
      setAside: 0,
    })
    expect(await tree(out)).toEqual(['birds%2Fduck/b.jpg', 'hen/a.jpg'])
    expect(await readFile(path.join(out, 'hen/a.jpg'), 'utf8')).toBe('a')
    const [original, copied] = [await stat(path.join(root, 'a.jpg')), await stat(path.join(out, 'hen/a.jpg'))]
    expect(Math.abs(original.mtimeMs - copied.mtimeMs)).toBeLessThan(2)
    expect(copied.ino).not.toBe(original.ino)
  })

  it('links instead of copying', async () => {
    const { store, root, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    await run(contextOf(store), { format: 'imagefolder', out, mode: 'link' })
    const link = path.join(out, 'hen/a.jpg')
    const same = (await stat(link)).ino === (await stat(path.join(root, 'a.jpg'))).ino
    expect(same || (await readlink(link)) === path.join(root, 'a.jpg')).toBe(true)
  })

  it('makes symbolic links where these are asked for, which follow the labels', async () => {
    const { store, root, out, ids } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    const wanted = { format: 'imagefolder', out, mode: 'symlink' } as const
    expect(await run(contextOf(store), { ...wanted, dryRun: true })).toMatchObject({
      written: 1,
      skipped: [],
    })
    expect(await run(contextOf(store), wanted)).toMatchObject({ written: 1, skipped: [] })
    expect(await readlink(path.join(out, 'hen/a.jpg'))).toBe(path.join(root, 'a.jpg'))
    expect(await run(contextOf(store), wanted)).toMatchObject({ written: 0, moved: [], removed: [] })

    const labelSet = store.labelSets.current()
    const labels = [{ photo: ids.get('a.jpg') ?? 0, class: store.classes.ensure(labelSet, 'duck') }]
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
    expect(await run(contextOf(store), wanted)).toMatchObject({ written: 0, moved: [{}] })
    expect(await tree(out)).toEqual(['duck/a.jpg'])
    expect(await readlink(path.join(out, 'duck/a.jpg'))).toBe(path.join(root, 'a.jpg'))
  })

  it('gives photos of one name different names, and finds them again', async () => {
    const contents = { '1/IMG.jpg': 'one', '2/IMG.jpg': 'two', '3/img.JPG': 'three' }
    const { store, out } = await labelled(contents, {
      '1/IMG.jpg': 'hen',
      '2/IMG.jpg': 'hen',
      '3/img.JPG': 'hen',
    })
    expect(await run(contextOf(store), { format: 'imagefolder', out })).toMatchObject({ written: 3 })
    const names = await tree(path.join(out, 'hen'))
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(3)
    const again = await run(contextOf(store), { format: 'imagefolder', out })
    expect(again.written).toBe(0)
    expect(again.skipped.map(({ reason }) => inEnglish(reason))).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^It is in .* already\.$/) as string),
    )
    expect(await tree(path.join(out, 'hen'))).toEqual(names)
  })

  it('never overwrites another file', async () => {
    const { store, root, out } = await labelled(
      { 'a.jpg': 'a', 'b.jpg': 'b' },
      { 'a.jpg': 'hen', 'b.jpg': 'hen' },
    )
    await mkdir(path.join(out, 'hen'), { recursive: true })
    await writeFile(path.join(out, 'hen/a.jpg'), 'z')
    expect(await run(contextOf(store), { format: 'imagefolder', out })).toMatchObject({
      written: 2,
      skipped: [],
    })
    expect(await readFile(path.join(out, 'hen/a.jpg'), 'utf8')).toBe('z')
    const [foreign, second, other] = await tree(out)
    expect([foreign, other]).toEqual(['hen/a.jpg', 'hen/b.jpg'])
    expect(await readFile(path.join(out, second), 'utf8')).toBe('a')
    await writeFile(path.join(out, second), 'changed by somebody')
    const again = await run(contextOf(store), { format: 'imagefolder', out })
    expect(
      again.skipped.map(({ path: file, reason }) => [path.relative(root, file), inEnglish(reason)]),
    ).toEqual([
      ['a.jpg', `${path.join(out, second)} was changed after it was exported, and stays as it is.`],
      ['b.jpg', `It is in ${path.join(out, other)} already.`],
    ])
    expect(await tree(out)).toEqual([foreign, second, other])
  })

  it('leaves out a file that has changed since it was indexed', async () => {
    const { store, root, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    await utimes(path.join(root, 'a.jpg'), 1, 1)
    const result = await run(contextOf(store), { format: 'imagefolder', out })
    expect(result).toMatchObject({
      written: 0,
      skipped: [{ reason: sentence('skipped-changed') }],
    })
  })

  it('stops between two files when it is cancelled', async () => {
    const { store, out } = await labelled({ 'a.jpg': 'a', 'b.jpg': 'b' }, { 'a.jpg': 'hen', 'b.jpg': 'hen' })
    const controller = new AbortController()
    const context = {
      ...contextOf(store, controller.signal),
      report: () => {
        controller.abort()
      },
    }
    await expect(run(context, { format: 'imagefolder', out })).rejects.toMatchObject({ code: 'cancelled' })
    expect(await tree(out)).toEqual(['hen/a.jpg'])
  })

  it('keeps the names of classes that had to be cut', async () => {
    const name = '鶏'.repeat(150)
    const { store, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': name })
    await run(contextOf(store), { format: 'imagefolder', out })
    const names = JSON.parse(await readFile(path.join(out, 'classes.json'), 'utf8')) as Record<string, string>
    const folders = (await readdir(out)).filter((entry) => entry !== 'classes.json' && entry !== MANIFEST)
    expect(folders.map((folder) => names[folder])).toEqual([name])
  })
})

describe('export of some classes', () => {
  const CONTENTS = { 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c', 'd.jpg': 'd' }
  const CLASSES = { 'a.jpg': 'hen', 'b.jpg': 'birds', 'c.jpg': 'birds/duck', 'd.jpg': 'Hen' }

  it('writes these alone, by name or with all that stand below', async () => {
    const { store, out } = await labelled(CONTENTS, CLASSES)
    const written = async (...classes: string[]) => {
      const file = `${out}/some.csv`
      await run(contextOf(store), { format: 'csv', out: file, classes })
      const rows: { relative: string }[] = parse(await readFile(file), { columns: true })
      return rows.map(({ relative }) => relative)
    }
    expect(await written('birds')).toEqual(['b.jpg'])
    expect(await written('birds/')).toEqual(['b.jpg', 'c.jpg'])
    expect(await written('hen', ' birds/duck ')).toEqual(['a.jpg', 'c.jpg'])
    for (const classes of [['goose'], ['hen', 'goose/']]) {
      const failed = run(contextOf(store), { format: 'csv', out: `${out}/no.csv`, classes })
      await expect(failed).rejects.toMatchObject({ code: 'not-found', message: /No class is called "goose"/ })
    }
    const network = run(contextOf(store), { format: 'onnx', out: `${out}/n.onnx`, classes: ['hen'] })
    await expect(network).rejects.toMatchObject({ sentence: { key: 'export-classes-no-network' } })
  })

  it('leaves the folders of the others as earlier exports wrote them, under the same names', async () => {
    const { store, root, ids, out } = await labelled(CONTENTS, CLASSES)
    await run(contextOf(store), { format: 'imagefolder', out })
    const before = await tree(out)
    expect(before).toEqual(['%48en/d.jpg', 'birds%2Fduck/c.jpg', 'birds/b.jpg', 'hen/a.jpg'])
    const labelSet = store.labelSets.current()
    const labels = [{ photo: ids.get('b.jpg') ?? 0, class: store.classes.ensure(labelSet, 'hen') }]
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
    const some = await run(contextOf(store), {
      format: 'imagefolder',
      out,
      classes: ['hen', 'Hen'],
      tree: true,
    })
    expect(some).toMatchObject({
      written: 0,
      moved: [{ from: path.join(out, 'birds/b.jpg'), to: path.join(out, 'hen/b.jpg') }],
      removed: [],
      tree: [
        { folder: 'hen', class: 'hen', photos: 2, names: ['a.jpg', 'b.jpg'] },
        { folder: '%48en', class: 'Hen', photos: 1, names: ['d.jpg'] },
      ],
    })
    expect(await tree(out)).toEqual(['%48en/d.jpg', 'birds%2Fduck/c.jpg', 'hen/a.jpg', 'hen/b.jpg'])
    // A label that is lost is said where its class is asked for.
    store.files.markMissing([store.files.byPath(path.join(root, 'c.jpg'))?.id ?? 0])
    const skippedOf = async (name: string) =>
      (await run(contextOf(store), { format: 'csv', out: `${out}.csv`, classes: [name] })).skipped
    expect(await skippedOf('hen')).toEqual([])
    expect(await skippedOf('birds/duck')).toHaveLength(1)
  })
})

describe('names by a pattern', () => {
  it('number the photos of each class, and keep the numbers when others come and go', async () => {
    const contents = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.jpg`, name]))
    const { store, ids, out } = await labelled(contents, {
      'b.jpg': 'hen',
      'd.jpg': 'hen',
      'e.jpg': 'birds/duck',
    })
    const names = '{class} {number}'
    const first = await run(contextOf(store), { format: 'imagefolder', out, names, tree: true })
    expect(first.tree).toEqual([
      { folder: 'hen', class: 'hen', photos: 2, names: ['hen 001.jpg', 'hen 002.jpg'] },
      { folder: 'birds%2Fduck', class: 'birds/duck', photos: 1, names: ['birds-duck 001.jpg'] },
    ])
    const labelSet = store.labelSets.current()
    const decide = (className: string, ...names_: string[]) => {
      const of = store.classes.ensure(labelSet, className)
      const labels = names_.map((name) => ({ photo: ids.get(name) ?? 0, class: of }))
      store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
    }
    decide('hen', 'a.jpg', 'c.jpg')
    decide('goose', 'b.jpg')
    const again = await run(contextOf(store), { format: 'imagefolder', out, names })
    expect(again).toMatchObject({ written: 2, moved: [{ to: path.join(out, 'goose/goose 001.jpg') }] })
    const read = async (file: string) => [file, await readFile(path.join(out, file), 'utf8')]
    expect(await Promise.all((await tree(out)).map(read))).toEqual([
      ['birds%2Fduck/birds-duck 001.jpg', 'e'],
      ['goose/goose 001.jpg', 'b'],
      ['hen/hen 002.jpg', 'd'],
      ['hen/hen 003.jpg', 'a'],
      ['hen/hen 004.jpg', 'c'],
    ])
  })

  it('tell photos of one name apart, and say how many', async () => {
    const { store, out } = await labelled({ 'a.jpg': 'a', 'b.jpg': 'b' }, { 'a.jpg': 'hen', 'b.jpg': 'hen' })
    const result = await run(contextOf(store), { format: 'imagefolder', out, names: '{class}' })
    expect(result.notes.map(inEnglish)).toEqual([
      '1 photo gets a second name with ~ in it, because another file has its name.',
    ])
    expect(await tree(out)).toEqual(['hen/hen.jpg', expect.stringMatching(/^hen\/hen~[0-9a-f]{12}\.jpg$/)])
  })

  it('are refused where they are wrong, or where there are no folders', async () => {
    const { store, out } = await labelled({ 'a.jpg': 'a' }, { 'a.jpg': 'hen' })
    for (const [format, names, key] of [
      ['imagefolder', '{what}', 'names-unknown-part'],
      ['imagefolder', 'a/{number}', 'names-forbidden'],
      ['csv', '{number}', 'export-names-no-folders'],
    ] as const) {
      const failed = run(contextOf(store), { format, out, names, dryRun: true })
      await expect(failed).rejects.toMatchObject({ code: 'bad-input', sentence: { key } })
    }
    await expect(stat(out)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
