/** @file Watching folders, with real folders: what is told, when, and what happens where the system does not tell. */
import { appendFile, mkdir, rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { FolderTimes } from '../../../main/ingest/watch/folder-times.ts'
import { isNetworkDrive, isOfOthers } from '../../../main/ingest/watch/network-drive.ts'
import type { WatchNews, WatchTimes } from '../../../main/ingest/watch/protocol.ts'
import { UnfinishedFiles } from '../../../main/ingest/watch/unfinished-files.ts'
import { Watcher } from '../../../main/ingest/watch/watcher.ts'
import { temporaryFolder, writeTree } from '../../support/folder.ts'
import { printedUnderLimit, whyNoLimit } from '../../support/watch-limit.ts'

const TIMES: WatchTimes = { quiet: 100, look: 150, rareLook: 60_000, away: 50 }
const PATIENCE = { timeout: 20_000 }

interface Watched {
  /** The newest about this folder. */
  way: () => string | undefined
  /** Whether it was told since the last call of `forget`. */
  hasTold: (place: string) => boolean
  forget: () => void
  growing: () => readonly string[]
}

/** Watches the folder until the test ends; resolves when that has begun. */
async function watched(folder: string, times: Partial<WatchTimes> = {}): Promise<Watched> {
  let way: string | undefined
  let growing: readonly string[] = []
  const settled = new Set<string>()
  const onNews = (news: WatchNews): void => {
    if (news.kind === 'way') way = news.way
    else {
      growing = news.growing
      for (const place of news.settled) settled.add(place)
    }
  }
  const watcher = new Watcher({ folders: [folder], times: { ...TIMES, ...times }, onNews }, (thrown) => {
    throw thrown
  })
  onTestFinished(() => watcher.close())
  await expect.poll(() => settled.has(folder), PATIENCE).toBe(true) // it is to be compared as a whole
  settled.clear()
  return {
    way: () => way,
    hasTold: (place) => settled.has(place),
    forget: () => {
      settled.clear()
    },
    growing: () => growing,
  }
}

it('tells of files that come, change, move and go, at any depth, and of nothing that is no photo', async () => {
  const folder = await temporaryFolder()
  await writeTree(folder, { 'a.jpg': 'a', 'in/b.jpg': 'b' })
  const { way, hasTold, forget } = await watched(folder)
  expect(way()).toBe('events')
  const at = (...names: string[]) => path.join(folder, ...names)

  await writeTree(folder, { 'new/deep/c.jpg': 'c', 'notes.txt': 'n', '.hidden/d.jpg': 'd' })
  await expect.poll(() => hasTold(at('new', 'deep')) || hasTold(at('new')), PATIENCE).toBe(true)
  await appendFile(at('a.jpg'), 'more')
  await expect.poll(() => hasTold(at('a.jpg')), PATIENCE).toBe(true)
  forget()
  await rename(at('in', 'b.jpg'), at('new', 'b.jpg'))
  await rm(at('a.jpg'))
  await expect
    .poll(() => ['in/b.jpg', 'new/b.jpg', 'a.jpg'].every((name) => hasTold(at(name))), PATIENCE)
    .toBe(true)
  await writeTree(folder, { 'new/deep/e.jpg': 'e' })
  await expect.poll(() => hasTold(at('new', 'deep', 'e.jpg')), PATIENCE).toBe(true)
  await rm(at('in'), { recursive: true })
  await expect.poll(() => hasTold(at('in')), PATIENCE).toBe(true)
  expect(hasTold(at('notes.txt')) || hasTold(at('.hidden')) || hasTold(at('.hidden', 'd.jpg'))).toBe(false)
})

it('keeps a file that is being copied back until it has come to rest', async () => {
  const folder = await temporaryFolder()
  const { hasTold, growing } = await watched(folder, { quiet: 400 })
  const file = path.join(folder, 'large.jpg')
  for (let round = 0; round < 3; round += 1) {
    await appendFile(file, Buffer.alloc(100_000))
    await expect.poll(growing, PATIENCE).toEqual([file])
    expect(hasTold(file)).toBe(false)
  }
  await expect.poll(() => hasTold(file), PATIENCE).toBe(true)
  expect(growing()).toEqual([])
})

it('says that a folder is away, and has it compared when it is back', async () => {
  const around = await temporaryFolder()
  const folder = path.join(around, 'drive')
  await writeTree(folder, { 'a.jpg': 'a' })
  const { way, hasTold, forget } = await watched(folder)
  await rename(folder, `${folder}-off`)
  await expect.poll(way, PATIENCE).toBe('away')
  forget()
  await rename(`${folder}-off`, folder)
  await expect.poll(way, PATIENCE).toBe('events')
  await expect.poll(() => hasTold(folder), PATIENCE).toBe(true)
  await writeTree(folder, { 'b.jpg': 'b' })
  await expect.poll(() => hasTold(path.join(folder, 'b.jpg')), PATIENCE).toBe(true)
})

it('watches a folder through a link, by the name that the library knows', async () => {
  const around = await temporaryFolder()
  await mkdir(path.join(around, 'real'))
  await symlink(path.join(around, 'real'), path.join(around, 'link'), 'junction')
  const { hasTold } = await watched(path.join(around, 'link'))
  await writeTree(path.join(around, 'real'), { 'a.jpg': 'a' })
  await expect.poll(() => hasTold(path.join(around, 'link', 'a.jpg')), PATIENCE).toBe(true)
})

it('finds by the times of folders what came, moved and went, and asks each folder once', async () => {
  const folder = await temporaryFolder()
  const { signal } = new AbortController()
  await writeTree(folder, { 'a/1.jpg': '1', 'b/2.jpg': '2', 'c/3.jpg': '3' })
  const times = new FolderTimes(folder)
  const look = async () =>
    (await times.look(signal))?.map((each) => path.relative(folder, each.folder)).sort()
  expect(await look()).toEqual([])
  expect(await look()).toEqual([])
  await rename(path.join(folder, 'a', '1.jpg'), path.join(folder, 'b', '1.jpg'))
  await writeTree(folder, { 'c/new/deep/4.jpg': '4', 'c/.hidden/5.jpg': '5' })
  expect(await look()).toEqual(['a', 'b', 'c', 'c/new', 'c/new/deep'].map((name) => path.normalize(name)))
  await look() // once more, since times may be rough
  expect(await look()).toEqual([])
  await rm(path.join(folder, 'c', 'new'), { recursive: true })
  expect(await look()).toEqual(['c'])
  await rm(folder, { recursive: true })
  expect(await look()).toBeUndefined()
})

it('knows the drives of other machines by their file systems', async () => {
  const of = { nfs: 0x6969, smb2: 0xfe534d42 | 0, fuse: 0x65735546, ext4: 0xef53, tmpfs: 0x01021994 }
  expect(Object.values(of).map((type) => isOfOthers(type))).toEqual([true, true, true, false, false])
  expect(await isNetworkDrive('\\\\server\\share\\photos', 'win32')).toBe(true)
  expect(await isNetworkDrive(String.raw`\\?\C:\photos`, 'win32')).toBe(false)
  expect(await isNetworkDrive(String.raw`C:\photos`, 'win32')).toBe(false)
})

it('tells nothing of what it forgot', async () => {
  const told: string[] = []
  const files = new UnfinishedFiles(10, ({ settled }) => told.push(...settled))
  files.addFolder('/first')
  files.clear()
  files.addFolder('/second')
  await expect.poll(() => told, PATIENCE).toEqual(['/second'])
})

const reason = await whyNoLimit()
if (reason !== undefined) process.stdout.write(`The limit of watched folders is not tested: ${reason}\n`)

it.skipIf(reason !== undefined)(
  'looks at the folders now and then where the system watches no more of them',
  async () => {
    const folder = await temporaryFolder()
    const names = Array.from({ length: 12 }, (_, i): [string, string] => [`folder-${i}/a.jpg`, 'a'])
    await writeTree(folder, Object.fromEntries(names))
    const news = await printedUnderLimit(folder, { limit: 5, adds: 'folder-7/new.jpg' })
    expect(news.way).toEqual({ way: 'looks', why: 'limit' })
    expect(news.told).toContain(path.join(folder, 'folder-7', 'new.jpg'))
  },
)
