/** @file Saved work within a limit: what was used longest ago goes first, and a removal that is interrupted leaves whole files. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { filesBelow, totalOf, trimToSize } from '../../../main/files/cache-size.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** Ten files of 100 bytes in two folders, the one used last has the highest number. */
async function tenFiles() {
  const folder = await temporaryFolder()
  const folders = ['a', 'b'].map((name) => path.join(folder, name))
  await mkdir(path.join(folders[1], 'deeper'), { recursive: true })
  await mkdir(folders[0])
  for (let number = 0; number < 10; number += 1) {
    const parent = number % 2 === 0 ? folders[0] : path.join(folders[1], 'deeper')
    const file = path.join(parent, String(number))
    await writeFile(file, Buffer.alloc(100))
    const at = new Date(Date.UTC(2026, 0, 1, 0, number))
    await utimes(file, at, at)
  }
  const names = async () => (await filesBelow(folders)).map(({ file }) => path.basename(file)).toSorted()
  return { folders, names }
}

test('removes no more than it has to, in the order of the last use', async () => {
  const { folders, names } = await tenFiles()
  expect(totalOf(await filesBelow(folders))).toBe(1000)
  expect(await trimToSize(folders, 1000)).toBe(0)
  expect(await trimToSize(folders, 650)).toBe(400)
  expect(await names()).toEqual(['4', '5', '6', '7', '8', '9'])
  expect(await trimToSize(folders, 0)).toBe(600)
  expect(await names()).toEqual([])
})

test('removes first what could not stay, and nothing else for it', async () => {
  const { folders, names } = await tenFiles()
  await writeFile(path.join(folders[0], 'large'), Buffer.alloc(5000))
  expect(await trimToSize(folders, 1000)).toBe(5000)
  expect((await names()).length).toBe(10)
})

test('a process that is killed while it removes leaves what was used last, and the next one goes on', async () => {
  const folder = await temporaryFolder()
  const count = 4000
  const names = Array.from({ length: count }, (_, number) => String(number).padStart(4, '0'))
  for (const [number, name] of names.entries()) {
    writeFileSync(path.join(folder, name), 'ten bytes.')
    utimesSync(path.join(folder, name), 1_700_000_000 + number, 1_700_000_000 + number)
  }
  const module = JSON.stringify(pathToFileURL(path.join(packageRoot(), 'main/files/cache-size.ts')).href)
  const code = `import(${module}).then(({ trimToSize }) => trimToSize([${JSON.stringify(folder)}], 100))`
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const left = () => readdirSync(folder).toSorted()
  await expect.poll(() => left().length, { timeout: 20_000, interval: 1 }).toBeLessThan(count)
  child.kill('SIGKILL')
  await ended
  const kept = left()
  expect(kept.length).toBeGreaterThanOrEqual(10)
  expect(kept).toEqual(names.slice(-kept.length))
  expect(totalOf(await filesBelow([folder]))).toBe(10 * kept.length)
  expect(await trimToSize([folder], 100)).toBe(10 * (kept.length - 10))
  expect(left()).toEqual(names.slice(-10))
})

test('two at the same time remove what each of them must, and no folder need be there', async () => {
  const { folders, names } = await tenFiles()
  await Promise.all([trimToSize(folders, 500), trimToSize(folders, 500)])
  expect(await names()).toEqual(['5', '6', '7', '8', '9'])
  expect(await trimToSize([path.join(folders[0], 'none')], 0)).toBe(0)
})
