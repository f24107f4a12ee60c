/** @file Exporting into a folder again: only what Twinsort wrote there moves or goes, nothing is lost, and a preview says the same. */
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { MANIFEST } from '../../../main/jobs/export/manifest.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import type { Store } from '../../../main/store/store.ts'
import type { Output } from '../../../shared/contract.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

async function library(contents: Record<string, string>) {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const root = path.join(folder, 'photos')
  const ids = await plantPhotos(store, root, contents)
  const out = path.join(folder, 'out')
  const set = (name: string, className: string | null) => {
    relabelPhotos(store, { ids: [ids.get(name) ?? 0], class: className, only: 'all' })
  }
  return { folder, store, root, out, ids, set }
}

function run(
  store: Store,
  out: string,
  options: { dryRun?: boolean; mode?: 'copy' | 'link'; names?: string; signal?: AbortSignal } = {},
) {
  const { dryRun = false, mode = 'copy', names, signal = new AbortController().signal } = options
  const models = new Models({ store })
  const context = { store, models, signal, report: () => undefined, resources: 'resources' }
  return exportLibrary(context, { format: 'imagefolder', out, mode, names, dryRun }, () =>
    Promise.resolve([]),
  )
}

/** The dry run first: it must say exactly what then happens. */
async function again(store: Store, out: string, mode?: 'link'): Promise<Output<'export'>> {
  const before = await contentsOf(out)
  const { notes, ...preview } = await run(store, out, { dryRun: true, ...(mode && { mode }) })
  expect(await contentsOf(out)).toEqual(before)
  const done = await run(store, out, mode && { mode })
  expect({ ...preview, notes: notes.length }).toEqual({ ...done, notes: done.notes.length })
  return done
}

/** Text by path, of everything but the list of what was written. */
async function contentsOf(out: string): Promise<Record<string, string>> {
  const entries = await readdir(out, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries
    .filter((entry) => !entry.isDirectory() && entry.name !== MANIFEST)
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
  const pairs = files.map(async (file) => [path.relative(out, file), await readFile(file, 'utf8')] as const)
  return Object.fromEntries(await Promise.all(pairs))
}

describe('exporting again', () => {
  it('gives no photo the name of another one whose file was deleted', async () => {
    const { store, out, set } = await library({ 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c' })
    const names = '{class} {number}'
    set('b.jpg', 'hen')
    set('c.jpg', 'hen')
    await run(store, out, { names })
    await rm(path.join(out, 'hen/hen 001.jpg'))
    set('a.jpg', 'hen')
    const foretold = await run(store, out, { names, dryRun: true })
    expect(await run(store, out, { names })).toMatchObject({ written: 2, skipped: foretold.skipped })
    expect(await contentsOf(out)).toEqual({
      'hen/hen 001.jpg': 'b',
      'hen/hen 002.jpg': 'c',
      'hen/hen 003.jpg': 'a',
    })
  })

  it('keeps the names of files whose class is only spelled in another case now', async () => {
    const { store, out, set } = await library({ 'a.jpg': 'a', 'b.jpg': 'b' })
    set('a.jpg', 'hen')
    set('b.jpg', 'hen')
    await again(store, out)
    set('a.jpg', 'Hen')
    set('b.jpg', 'Hen')
    const done = await again(store, out)
    expect(done.notes).not.toContainEqual(expect.objectContaining({ key: 'export-second-name' }))
    expect(Object.keys(await contentsOf(out)).map((file) => path.basename(file))).toEqual(['a.jpg', 'b.jpg'])
    expect(await again(store, out)).toMatchObject({ written: 0, moved: [], removed: [] })
  })

  it('moves what got another class, removes what has none, and takes empty folders along', async () => {
    const { store, out, set } = await library({ 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c' })
    set('a.jpg', 'hen')
    set('b.jpg', 'duck')
    await again(store, out)
    set('a.jpg', 'rooster')
    set('b.jpg', null)
    set('c.jpg', 'duck')
    const done = await again(store, out)
    expect(done).toMatchObject({
      written: 1,
      moved: [{ from: path.join(out, 'hen/a.jpg'), to: path.join(out, 'rooster/a.jpg') }],
      removed: [path.join(out, 'duck/b.jpg')],
      skipped: [],
    })
    expect(done.notes).toEqual([
      sentence('export-moved', { count: 1 }),
      sentence('export-removed', { count: 1 }),
    ])
    expect(await contentsOf(out)).toEqual({ 'rooster/a.jpg': 'a', 'duck/c.jpg': 'c' })
    expect((await readdir(out)).sort()).toEqual([MANIFEST, 'duck', 'rooster'])
    expect(await again(store, out)).toMatchObject({ written: 0, moved: [], removed: [] })
  })

  it('leaves what others put there, and what they changed', async () => {
    const { store, out, set } = await library({ 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c' })
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) set(name, 'hen')
    await again(store, out)
    await writeFile(path.join(out, 'hen/notes.txt'), 'mine')
    await writeFile(path.join(out, 'hen/b.jpg'), 'b, but brighter')
    await mkdir(path.join(out, 'rooster'))
    await writeFile(path.join(out, 'rooster/c.jpg'), 'another photo')
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) set(name, 'rooster')
    const done = await again(store, out)
    expect(done.skipped.map(({ reason }) => inEnglish(reason))).toEqual([
      `${path.join(out, 'hen/b.jpg')} was changed after it was exported, and stays as it is.`,
    ])
    const found = await contentsOf(out)
    expect(found).toMatchObject({
      'hen/notes.txt': 'mine',
      'hen/b.jpg': 'b, but brighter',
      'rooster/a.jpg': 'a',
      'rooster/b.jpg': 'b',
      'rooster/c.jpg': 'another photo',
    })
    expect(
      Object.entries(found).filter(([file, text]) => file.startsWith('rooster/c~') && text === 'c'),
    ).toHaveLength(1)
    expect(Object.keys(found)).toHaveLength(6)
    expect(done.notes).toContainEqual(sentence('export-second-name', { count: 1 }))
    expect((await again(store, out)).notes).toEqual([])
  })

  it('never takes the last copy away', async () => {
    const { store, root, out, set } = await library({ 'a.jpg': 'a', 'b.jpg': 'b' })
    set('a.jpg', 'hen')
    set('b.jpg', 'hen')
    await again(store, out)
    set('a.jpg', null)
    await rm(path.join(root, 'a.jpg'))
    set('b.jpg', null)
    await writeFile(path.join(root, 'b.jpg'), 'changed since')
    const done = await again(store, out)
    expect(done.removed).toEqual([])
    expect(done.skipped.map(({ reason }) => inEnglish(reason))).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/may be the only copy/) as string),
    )
    expect(await contentsOf(out)).toEqual({ 'hen/a.jpg': 'a', 'hen/b.jpg': 'b' })
  })

  it('does the same with links, and loses nothing where one of them is the only name left', async () => {
    const { store, root, out, set } = await library({ 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c' })
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) set(name, 'hen')
    await again(store, out, 'link')
    set('a.jpg', 'duck')
    set('b.jpg', null)
    set('c.jpg', null)
    await rm(path.join(root, 'c.jpg'))
    expect(await again(store, out, 'link')).toMatchObject({
      moved: [{}],
      removed: [path.join(out, 'hen/b.jpg')],
    })
    expect(await contentsOf(out)).toEqual({ 'duck/a.jpg': 'a', 'hen/c.jpg': 'c' })
  })

  it('replaces its own copy where the photo was written anew', async () => {
    const { store, root, out, set, ids } = await library({ 'a.jpg': 'a' })
    set('a.jpg', 'hen')
    await again(store, out)
    // A keyword was written into the file: the same picture, other bytes.
    await writeFile(path.join(root, 'a.jpg'), 'a with a keyword')
    const { size, mtimeNs } = await stat(path.join(root, 'a.jpg'), { bigint: true })
    const [{ id }] = store.files.roots()
    const row = { rootId: id, relativePath: 'a.jpg', size: Number(size), modifiedNs: mtimeNs, reason: null }
    store.files.put([{ ...row, fileHash: 'ab'.repeat(32), photoId: ids.get('a.jpg') ?? 0 }])
    expect(await again(store, out)).toMatchObject({ written: 1, skipped: [] })
    expect(await contentsOf(out)).toEqual({ 'hen/a.jpg': 'a with a keyword' })
  })

  it('knows what an export wrote that was stopped half way', async () => {
    const { store, out, set } = await library({ 'a.jpg': 'a', 'b.jpg': 'b' })
    set('a.jpg', 'hen')
    set('b.jpg', 'hen')
    const controller = new AbortController()
    const context = {
      store,
      models: new Models({ store }),
      signal: controller.signal,
      resources: 'resources',
      report: () => {
        controller.abort()
      },
    }
    const input = { format: 'imagefolder', out, mode: 'copy', dryRun: false } as const
    await expect(exportLibrary(context, input, () => Promise.resolve([]))).rejects.toMatchObject({
      code: 'cancelled',
    })
    set('a.jpg', 'duck')
    expect(await again(store, out)).toMatchObject({
      written: 1,
      moved: [{ to: path.join(out, 'duck/a.jpg') }],
    })
    expect(await contentsOf(out)).toEqual({ 'duck/a.jpg': 'a', 'hen/b.jpg': 'b' })
  })

  it('reads a list that was cut off in the middle of a line, or that names places outside', async () => {
    const { folder, store, out, set } = await library({ 'a.jpg': 'a', 'b.jpg': 'b' })
    set('a.jpg', 'hen')
    set('b.jpg', 'hen')
    await again(store, out)
    const list = path.join(out, MANIFEST)
    const lines = (await readFile(list, 'utf8')).trimEnd().split('\n')
    await writeFile(path.join(folder, 'precious.jpg'), 'a')
    const outside = lines[0].replace('hen/a.jpg', '../precious.jpg')
    await writeFile(list, `${outside}\n${lines[0]}\n{"file":"hen/b.jp`)
    set('a.jpg', null)
    set('b.jpg', null)
    expect(await again(store, out)).toMatchObject({ removed: [path.join(out, 'hen/a.jpg')] })
    expect(await readFile(path.join(folder, 'precious.jpg'), 'utf8')).toBe('a')
    expect(await contentsOf(out)).toEqual({ 'hen/b.jpg': 'b' })
  })

  it('leaves alone what another library exported into the same folder', async () => {
    const one = await library({ 'a.jpg': 'a' })
    const other = await library({ 'a.jpg': 'a', 'b.jpg': 'b' })
    one.set('a.jpg', 'hen')
    await again(one.store, one.out)
    other.set('b.jpg', 'duck')
    expect(await again(other.store, one.out)).toMatchObject({ written: 1, removed: [] })
    one.set('a.jpg', 'rooster')
    expect(await again(one.store, one.out)).toMatchObject({ moved: [{}], removed: [] })
    expect(await contentsOf(one.out)).toEqual({ 'rooster/a.jpg': 'a', 'duck/b.jpg': 'b' })
  })

  it('follows the folder when it was moved, also with the name of another file in the way', async () => {
    const { folder, store, out, set } = await library({ '1/x.jpg': 'one', '2/x.jpg': 'two' })
    set('1/x.jpg', 'hen')
    set('2/x.jpg', 'duck')
    await again(store, out)
    const moved = path.join(folder, 'elsewhere')
    await rename(out, moved)
    set('1/x.jpg', 'duck')
    set('2/x.jpg', 'hen')
    expect((await again(store, moved)).moved).toHaveLength(2)
    expect(Object.values(await contentsOf(moved)).sort()).toEqual(['one', 'two'])
    expect((await again(store, moved)).written).toBe(0)
  })
})

describe('an export into an indexed folder', () => {
  it('is not where its photos are from, whatever comes first in the alphabet', async () => {
    const { store, root, set, ids } = await library({ 'z.jpg': 'z' })
    const out = path.join(root, 'a-export')
    set('z.jpg', 'hen')
    await again(store, out)
    const [{ id: rootId }] = store.files.roots()
    const { size, mtimeNs } = await stat(path.join(out, 'hen/z.jpg'), { bigint: true })
    const photoId = ids.get('z.jpg') ?? 0
    const row = { rootId, size: Number(size), modifiedNs: mtimeNs, fileHash: null, photoId, reason: null }
    store.files.put([{ ...row, relativePath: 'a-export/hen/z.jpg' }])
    expect(store.files.pathOf(photoId)).toBe(path.join(root, 'z.jpg'))
    expect(store.files.paths().get(photoId)).toBe(path.join(root, 'z.jpg'))
    expect(store.files.pathsOf(photoId)).toEqual([path.join(root, 'z.jpg'), path.join(out, 'hen/z.jpg')])
    set('z.jpg', 'duck')
    expect(await again(store, out)).toMatchObject({ moved: [{ to: path.join(out, 'duck/z.jpg') }] })
    // Where the original is gone the export is what is left, and is taken.
    const file = store.files.byPath(path.join(root, 'z.jpg'))
    store.files.markMissing([file?.id ?? 0])
    expect(store.files.paths().get(photoId)).toBe(path.join(out, 'hen/z.jpg'))
  })

  it('stays whole where the originals are gone', async () => {
    const { store, root, out, set, ids } = await library({ 'z.jpg': 'z' })
    set('z.jpg', 'hen')
    await again(store, out)
    await rm(path.join(root, 'z.jpg'))
    store.files.markMissing([store.files.byPath(path.join(root, 'z.jpg'))?.id ?? 0])
    const exported = path.join(out, 'hen/z.jpg')
    const { size, mtimeNs } = await stat(exported, { bigint: true })
    const row = { rootId: store.files.addRoot(out), relativePath: 'hen/z.jpg', size: Number(size) }
    store.files.put([
      { ...row, modifiedNs: mtimeNs, fileHash: null, photoId: ids.get('z.jpg') ?? 0, reason: null },
    ])
    set('z.jpg', null)
    expect(await again(store, out)).toMatchObject({ removed: [], skipped: [{ path: exported }] })
    set('z.jpg', 'duck')
    await again(store, out)
    expect(Object.values(await contentsOf(out))).toContain('z')
  })
})

describe('names of 250 to 255 bytes', () => {
  const long = (bytes: number, letter = 'n') => `${letter.repeat(bytes - 4)}.jpg`
  const wide = `${'ä'.repeat(125)}x.jpg` // 255 bytes, 130 characters

  it.each([250, 251, 252, 253, 254, 255])('%i bytes are written as promised, also twice', async (bytes) => {
    const contents = { [`1/${long(bytes)}`]: 'one', [`2/${long(bytes)}`]: 'two' }
    const { store, out, set } = await library(contents)
    for (const name of Object.keys(contents)) set(name, 'hen')
    expect(await again(store, out)).toMatchObject({ written: 2, skipped: [] })
    const names = await readdir(path.join(out, 'hen'))
    expect(names.every((name) => Buffer.byteLength(name) <= 255 && name.endsWith('.jpg'))).toBe(true)
    expect(Object.values(await contentsOf(out)).sort()).toEqual(['one', 'two'])
    expect((await again(store, out)).skipped).toHaveLength(2)
  })

  it('names of several bytes a letter, links, tables of such a name, and endings that are added', async () => {
    const { store, out, set, folder } = await library({
      [`1/${wide}`]: 'one',
      [`2/${wide}`]: 'two',
      ['k'.repeat(255)]: 'three',
    })
    for (const name of [`1/${wide}`, `2/${wide}`, 'k'.repeat(255)]) set(name, 'hen')
    expect(await again(store, out, 'link')).toMatchObject({ written: 3, skipped: [] })
    const names = await readdir(path.join(out, 'hen'))
    expect(names.every((name) => name.endsWith('.jpg') && !name.includes('\ufffd'))).toBe(true)
    const context = {
      store,
      models: new Models({ store }),
      signal: new AbortController().signal,
      report: () => undefined,
      resources: 'resources',
    }
    const table = path.join(folder, `${'t'.repeat(251)}.csv`)
    await exportLibrary(context, { format: 'csv', out: table, mode: 'copy', dryRun: false }, () =>
      Promise.resolve([]),
    )
    expect((await stat(table)).isFile()).toBe(true)
  })
})

it('an export of before there were lists stays as it is', async () => {
  const { store, root, out, set } = await library({ 'a.jpg': 'a' })
  set('a.jpg', 'hen')
  await mkdir(path.join(out, 'hen'), { recursive: true })
  await link(path.join(root, 'a.jpg'), path.join(out, 'hen/a.jpg'))
  expect((await again(store, out)).skipped).toHaveLength(1)
  set('a.jpg', 'duck')
  expect(await again(store, out)).toMatchObject({ written: 1, removed: [] })
  expect(await contentsOf(out)).toEqual({ 'hen/a.jpg': 'a', 'duck/a.jpg': 'a' })
})
