/** @file Moving photos into class folders and back: nothing is lost or written over, whatever stands in the way or breaks off. */
import { chmod, link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { MoveJournal, type MovedFile } from '../../../main/jobs/export/move/move-journal.ts'
import { factsOf } from '../../../main/jobs/export/move/carry.ts'
import { listMoves, undoOne } from '../../../main/jobs/export/move/moves.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { folderOnSecondDisk } from '../../support/second-disk.ts'

async function library(contents: Record<string, string>, outFolder?: string) {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const root = path.join(folder, 'photos')
  const ids = await plantPhotos(store, root, contents)
  const out = outFolder ?? path.join(folder, 'out')
  const context = {
    ...{ store, models: new Models({ store }), report: () => undefined, resources: 'resources' },
    signal: new AbortController().signal,
  }
  return {
    ...{ folder, store, root, out, ids, context },
    at: (name: string) => path.join(root, name),
    set: (name: string, className: string | null) => {
      relabelPhotos(store, { ids: [ids.get(name) ?? 0], class: className, only: 'all' })
    },
    move: (options: { dryRun?: boolean; names?: string } = {}) =>
      exportLibrary(context, { format: 'imagefolder', mode: 'move', out, dryRun: false, ...options }, () =>
        Promise.resolve([]),
      ),
    undo: (dryRun = false) => undoOne(context, { dryRun }),
    placeOf: (name: string) => store.files.pathsOf(ids.get(name) ?? 0),
  }
}

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const pairs = files.map(
    async (file) => [path.relative(folder, file), await readFile(file, 'utf8')] as const,
  )
  return Object.fromEntries(await Promise.all(pairs))
}

it('moves photos with name, time and rights, lets the library follow without reading them, and puts them back', async () => {
  const { store, root, out, set, move, undo, at, placeOf } = await library({
    'a.jpg': 'a',
    'in/b.heic': 'b',
    'c.jpg': 'c',
  })
  set('a.jpg', 'hen')
  set('in/b.heic', 'animals/duck')
  await chmod(at('a.jpg'), 0o640)
  await utimes(at('a.jpg'), new Date(2001, 1, 3), new Date(2001, 1, 3))
  await refresh(store, at('a.jpg'))
  const before = { contents: await contentsOf(root), a: await stat(at('a.jpg')) }

  const foretold = await move({ dryRun: true })
  expect(await contentsOf(root)).toEqual(before.contents)
  const done = await move()
  expect({ ...foretold, notes: [] }).toEqual({ ...done, notes: [] })
  expect(done).toMatchObject({ written: 2, skipped: [] })
  expect(await contentsOf(root)).toEqual({ 'c.jpg': 'c' })
  expect(await contentsOf(out)).toEqual({ 'hen/a.jpg': 'a', 'animals%2Fduck/b.heic': 'b' })
  expect(placeOf('a.jpg')).toEqual([path.join(out, 'hen/a.jpg')])
  await knowsAsItIs(store, path.join(out, 'hen/a.jpg'))
  expect(store.files.roots().map((each) => each.path)).toEqual([root, out])
  const moved = await stat(path.join(out, 'hen/a.jpg'))
  expect([moved.mode, moved.mtimeMs]).toEqual([before.a.mode, before.a.mtimeMs])

  expect((await listMoves(store)).moves).toMatchObject([{ out, files: 2 }])
  expect(await undo(true)).toMatchObject({ back: 2, left: [] })
  expect(await undo()).toMatchObject({ back: 2, left: [] })
  expect(await contentsOf(root)).toEqual(before.contents)
  expect(await readdir(out)).toEqual([])
  expect(placeOf('a.jpg')).toEqual([at('a.jpg')])
  await knowsAsItIs(store, at('a.jpg'))
  expect(store.files.roots().map((each) => each.path)).toEqual([root])
  const back = await stat(at('a.jpg'))
  expect([back.mode, back.mtimeMs]).toEqual([before.a.mode, before.a.mtimeMs])
  expect((await listMoves(store)).moves).toEqual([])
  await expect(undo()).rejects.toMatchObject({ code: 'not-found' })
})

/** So that the next reading does not read it. */
async function knowsAsItIs(store: Awaited<ReturnType<typeof library>>['store'], file: string): Promise<void> {
  const { size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
  const known = { size: Number(size), modifiedNs: mtimeNs, changedNs: ctimeNs }
  expect(store.files.byPath(file)).toMatchObject(known)
}

/** The library knows the file as it is. */
async function refresh(store: Awaited<ReturnType<typeof library>>['store'], file: string): Promise<void> {
  const known = store.files.byPath(file)
  const { size, mtimeNs } = await stat(file, { bigint: true })
  if (known !== undefined) store.files.put([{ ...known, size: Number(size), modifiedNs: mtimeNs }])
}

it('never writes over a file, there or on the way back', async () => {
  const { root, out, set, move, undo, at } = await library({ 'a.jpg': 'a', 'b/a.jpg': 'b', 'c.jpg': 'c' })
  for (const name of ['a.jpg', 'b/a.jpg', 'c.jpg']) set(name, 'hen')
  await mkdir(path.join(out, 'hen'), { recursive: true })
  await writeFile(path.join(out, 'hen/c.jpg'), 'of somebody else')
  expect(await move()).toMatchObject({ written: 3 })
  const there = await contentsOf(out)
  expect(Object.values(there).sort()).toEqual(['a', 'b', 'c', 'of somebody else'])
  expect(there['hen/c.jpg']).toBe('of somebody else')

  await writeFile(at('a.jpg'), 'a new one')
  const second = Object.keys(there).find((name) => there[name] === 'b') ?? ''
  await writeFile(path.join(out, second), 'edited')
  const undone = await undo()
  expect(undone.back).toBe(1)
  expect(undone.left.map(({ reason }) => inEnglish(reason)).sort()).toEqual(
    [
      `${path.join(out, second)} was changed after it was moved, so it stays.`,
      `Another file stands in the way: ${at('a.jpg')}.`,
    ].sort(),
  )
  expect(await contentsOf(root)).toEqual({ 'a.jpg': 'a new one', 'c.jpg': 'c' })
  await rm(at('a.jpg'))
  expect(await undo()).toMatchObject({ back: 1 })
  expect((await contentsOf(root))['a.jpg']).toBe('a')
})

it('leaves alone what changed since it was read, what is in its place, and other files of the photo', async () => {
  const { root, out, set, move, at, placeOf } = await library({
    'a.jpg': 'a',
    'b.jpg': 'b',
    'c.jpg': 'same',
    'd.jpg': 'same',
  })
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) set(name, 'hen')
  await writeFile(at('a.jpg'), 'a, but brighter')
  const first = await move()
  expect(first).toMatchObject({ written: 2 })
  expect(first.skipped.map(({ reason }) => reason.key)).toEqual(['skipped-changed'])
  expect(first.notes.map(({ key }) => key)).toEqual(['export-moved-photos', 'export-copies-stay'])
  expect(await contentsOf(root)).toEqual({ 'a.jpg': 'a, but brighter', 'd.jpg': 'same' })
  const again = await move()
  expect(again.written + again.skipped.filter(({ reason }) => reason.key === 'skipped-there').length).toBe(2)
  set('b.jpg', 'duck')
  await move()
  expect(placeOf('b.jpg')).toEqual([path.join(out, 'duck/b.jpg')])
})

it('moves across disks, and back with time and rights', async ({ skip }) => {
  const elsewhere = folderOnSecondDisk()
  if (elsewhere === undefined) return skip('This system has no second disk at hand.')
  onTestFinished(() => rm(elsewhere, { recursive: true, force: true }))
  const { root, out, store, set, move, undo, at, placeOf } = await library(
    { 'a.jpg': 'a', 'b.jpg': 'b' },
    elsewhere,
  )
  await chmod(at('a.jpg'), 0o400)
  await utimes(at('a.jpg'), new Date(2001, 1, 3), new Date(2001, 1, 3))
  await refresh(store, at('a.jpg'))
  for (const name of ['a.jpg', 'b.jpg']) set(name, 'hen')
  expect(await move()).toMatchObject({ written: 2, skipped: [] })
  expect(await contentsOf(root)).toEqual({})
  expect(await contentsOf(out)).toEqual({ 'hen/a.jpg': 'a', 'hen/b.jpg': 'b' })
  expect(placeOf('a.jpg')).toEqual([path.join(out, 'hen/a.jpg')])
  expect(await undo()).toMatchObject({ back: 2 })
  expect(await contentsOf(root)).toEqual({ 'a.jpg': 'a', 'b.jpg': 'b' })
  const back = await stat(at('a.jpg'))
  expect([back.mode & 0o777, back.mtime]).toEqual([0o400, new Date(2001, 1, 3)])
})

it('takes back what a crash left half done, at each of its steps', async () => {
  const made = await library({ 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c', 'd.jpg': 'd', 'e.jpg': 'e' })
  const { folder, root, out, store, undo, at } = made
  const place = path.join(folder, 'library')
  const journal = await MoveJournal.begin(place, { out, at: 1, isNewFolder: false })
  await mkdir(path.join(out, 'hen'), { recursive: true })
  const entry = async (n: number, name: string): Promise<MovedFile> => ({
    ...{ n, from: at(name), to: path.join(out, 'hen', name) },
    ...{ unfinished: path.join(out, 'hen', `.${n}.part`), ...(await factsOf(at(name))) },
  })
  const files = await Promise.all(
    ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'].map((name, n) => entry(n, name)),
  )
  await journal.begun(files)
  const [a, b, c, d, e] = files
  await writeFile(a.unfinished, 'half') // a copy was begun
  await link(b.from, b.to) // a second name, which is not yet written down
  await writeFile(c.to, 'of somebody else') // came there meanwhile
  await writeFile(d.to, 'd') // a copy that stands there, and is written down
  await rename(e.from, e.to) // taken away, which is not yet written down
  await journal.step('placed', [d, e])

  expect(await undo()).toMatchObject({ back: 1, left: [] })
  expect(await contentsOf(root)).toEqual({
    'a.jpg': 'a',
    'b.jpg': 'b',
    'c.jpg': 'c',
    'd.jpg': 'd',
    'e.jpg': 'e',
  })
  expect(await contentsOf(out)).toEqual({ 'hen/c.jpg': 'of somebody else' })
  expect((await listMoves(store)).moves).toEqual([])
})
