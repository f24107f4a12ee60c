/** @file Files that are replaced as a whole: on failure, beside other writers, with the longest names, and with their modes. */
import { link, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import {
  throughUnfinished,
  writeAtomically,
  writeAtomicallySync,
} from '../../../main/files/write-atomically.ts'
import { temporaryFolder } from '../../support/folder.ts'

const ways = [
  ['awaited', (file: string, content: string, mode = 0o644) => writeAtomically(file, content, { mode })],
  [
    'at once',
    async (file: string, content: string, mode = 0o644) => {
      writeAtomicallySync(file, content, { mode })
      return Promise.resolve()
    },
  ],
] as const

test.each(ways)('%s: the new content replaces the old one, and nothing else is left', async (_, write) => {
  const file = path.join(await temporaryFolder(), 'settings.json')
  await write(file, 'old and longer')
  await write(file, 'new', 0o600)
  expect(await readFile(file, 'utf8')).toBe('new')
  expect(await readdir(path.dirname(file))).toEqual(['settings.json'])
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test.each(ways)('%s: a file with the longest name that there is', async (_, write) => {
  const folder = await temporaryFolder()
  const names = ['x'.repeat(255), `${'é'.repeat(120)}.json`, '\u{1f600}'.repeat(63)]
  for (const name of names) await write(path.join(folder, name), name)
  expect((await readdir(folder)).sort()).toEqual(names.sort())
})

test.each(ways)('%s: what cannot be written leaves no trace and tells the reason', async (_, write) => {
  const folder = await temporaryFolder()
  await expect(write(path.join(folder, 'away', 'file'), 'new')).rejects.toMatchObject({ code: 'ENOENT' })
  await writeAtomically(path.join(folder, 'folder-to-be'), '')
  await expect(write(path.join(folder, 'folder-to-be', 'file'), 'new')).rejects.toMatchObject({
    code: 'ENOTDIR',
  })
  expect(await readdir(folder)).toEqual(['folder-to-be'])
})

test('a piece that cannot be made leaves the old content', async () => {
  const file = path.join(await temporaryFolder(), 'rows.csv')
  await writeFile(file, 'old')
  function* pieces(): Iterable<string> {
    yield 'new,'
    throw new Error('No more rows.')
  }
  await expect(writeAtomically(file, pieces(), { flush: true })).rejects.toThrow('No more rows.')
  expect(await readFile(file, 'utf8')).toBe('old')
  expect(await readdir(path.dirname(file))).toEqual(['rows.csv'])
})

test('of writers at the same time one wins, and no reader sees a part', async () => {
  const file = path.join(await temporaryFolder(), 'file')
  const contents = Array.from({ length: 20 }, (_, index) => String.fromCodePoint(97 + index).repeat(300_000))
  await writeAtomically(file, contents[0])
  const readers = Array.from({ length: 40 }, () => readFile(file, 'utf8'))
  const [read] = await Promise.all([
    Promise.all(readers),
    ...contents.map((content) => writeAtomically(file, content)),
  ])
  for (const content of [...read, await readFile(file, 'utf8')]) expect(contents).toContain(content)
  expect(await readdir(path.dirname(file))).toEqual(['file'])
})

test('a second link to the same content is put in place of the first', async () => {
  const folder = await temporaryFolder()
  const [original, file] = ['original', 'file'].map((name) => path.join(folder, name))
  await writeFile(original, 'content')
  const put = async (unfinished: string) => {
    await link(original, unfinished)
    return 'linked'
  }
  expect(await throughUnfinished(file, put)).toBe('linked')
  expect(await throughUnfinished(file, put)).toBe('linked')
  expect((await readdir(folder)).sort()).toEqual(['file', 'original'])
})
