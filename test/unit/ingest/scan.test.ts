/** @file The walk through a folder: what counts, what is left out, and what links may do. */
import { mkdir, stat, symlink } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { isInside, scan, type Scan } from '../../../main/ingest/scan.ts'
import { temporaryFolder, writeTree } from '../../support/folder.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

const JPEG = Buffer.from('\xff\xd8\xff\xe0 and so on', 'latin1')
const paths = (found: Scan): string[] => found.files.map((file) => file.relativePath)

test('videos are listed by their names, and are no files to read', async () => {
  const root = await temporaryFolder()
  await writeTree(root, {
    ...{ 'IMG_1.HEIC': 'x', 'IMG_1.MOV': '\0\0\0\x14ftypqt  ', 'deep/a.mp4': 'x', 'really.avi': JPEG },
  })
  const found = await scan(root)
  expect(paths(found)).toEqual(['IMG_1.HEIC', 'really.avi'])
  expect(found.films.sort()).toEqual(['IMG_1.MOV', path.join('deep', 'a.mp4')])
})

test('pictures count by their name or by their first bytes; size and time are those of the file', async () => {
  const root = await temporaryFolder()
  await writeTree(root, {
    'a.jpg': 'only words',
    'deep/er/b.PNG': '',
    'no-extension': JPEG,
    'wrong.txt': JPEG,
    'notes.txt': 'only words',
    'c.heic': 'x',
  })
  const found = await scan(root)
  expect(paths(found)).toEqual(['a.jpg', 'c.heic', 'deep/er/b.PNG', 'no-extension', 'wrong.txt'])
  const { size, mtimeNs, ctimeNs } = await stat(path.join(root, 'a.jpg'), { bigint: true })
  expect(found.files[0]).toEqual({
    relativePath: 'a.jpg',
    size: Number(size),
    modifiedNs: mtimeNs,
    changedNs: ctimeNs,
  })
  expect(found.unreachable).toEqual([])
})

test('hidden and system folders, thumbnails of libraries and excluded folders are left out', async () => {
  const root = await temporaryFolder()
  await writeTree(root, {
    'kept.jpg': JPEG,
    '.hidden.jpg': JPEG,
    '.Trashes/a.jpg': JPEG,
    '$RECYCLE.BIN/a.jpg': JPEG,
    'System Volume Information/a.jpg': JPEG,
    'x/@eaDir/a.jpg': JPEG,
    '__MACOSX/a.jpg': JPEG,
    'node_modules/a/a.jpg': JPEG,
    'Thumbs.db': 'x',
    'old-library/library.db': 'x',
    'old-library/thumbnails/ab/abc.jpg': JPEG,
    'old-library/kept.jpg': JPEG,
    'thumbnails/kept.jpg': JPEG,
    'excluded/a.jpg': JPEG,
  })
  const found = await scan(root, { exclude: [path.join(root, 'excluded')] })
  expect(paths(found)).toEqual(['kept.jpg', 'old-library/kept.jpg', 'thumbnails/kept.jpg'])
})

test('links in a circle, to an ancestor, to nowhere and to the same folder are survived', async () => {
  const outside = await temporaryFolder()
  const root = path.join(outside, 'root')
  await writeTree(outside, { 'stranger.jpg': JPEG, 'root/real/a.jpg': JPEG, 'elsewhere/b.jpg': JPEG })
  const links: [target: string, link: string][] = [
    [root, 'itself'],
    [outside, 'up'],
    [path.join(root, 'real'), 'also-real'], // sorts before the real folder
    [path.join(root, 'real'), 'real/inside-itself'],
    [path.join(outside, 'elsewhere'), 'linked'],
    [path.join(outside, 'nowhere'), 'broken.jpg'],
    [path.join(root, 'circle.jpg'), 'circle.jpg'],
    [path.join(root, 'real', 'a.jpg'), 'file-link.jpg'],
  ]
  for (const [target, link] of links) await symlink(target, path.join(root, link))
  const found = await scan(root)
  expect(paths(found)).toEqual(['file-link.jpg', 'linked/b.jpg', 'real/a.jpg'])
  expect(found.unreachable.sort((a, b) => a.relativePath.localeCompare(b.relativePath))).toEqual([
    { relativePath: 'broken.jpg', reason: sentence('file-vanished') },
    { relativePath: 'circle.jpg', reason: sentence('file-circle') },
  ])
})

test('a part of the root is scanned with paths relative to the root', async () => {
  const root = await temporaryFolder()
  await writeTree(root, { 'a/one.jpg': JPEG, 'b/two.jpg': JPEG })
  expect(paths(await scan(root, { below: 'b' }))).toEqual(['b/two.jpg'])
})

test('a folder that is not there any more is reported, and the rest goes on', async () => {
  const root = await temporaryFolder()
  await writeTree(root, { 'a/one.jpg': JPEG })
  const found = await scan(root, { below: 'gone' })
  expect(found.unreadableFolders).toEqual([{ relativePath: 'gone', reason: sentence('folder-vanished') }])
})

test('a scan stops when it is cancelled', async () => {
  const root = await temporaryFolder()
  await mkdir(path.join(root, 'a'))
  await expect(scan(root, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
})

test('inside and outside', () => {
  expect(isInside('/a/b', '/a')).toBe(true)
  expect(isInside('/a', '/a')).toBe(true)
  expect(isInside('/a/..b', '/a')).toBe(true)
  expect(isInside('/ab', '/a')).toBe(false)
  expect(isInside('/', '/a')).toBe(false)
})
