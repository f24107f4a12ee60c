/** @file Results that can be made again: read back, made again where they are damaged, gone in the order of their use. */
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { CacheFolder } from '../../../main/files/cache-folder.ts'
import { temporaryFolder } from '../../support/folder.ts'

const asNumber = (bytes: Buffer): number => {
  const value = Number(bytes.toString('utf8'))
  if (Number.isNaN(value)) throw new Error('Not a number.')
  return value
}

test('a result is read back; what is absent or damaged is undefined', async () => {
  const folder = path.join(await temporaryFolder(), 'made', 'with the first')
  const cache = new CacheFolder(folder)
  expect(await cache.read('seven', asNumber)).toBeUndefined()
  await cache.write('seven', '7')
  expect(await cache.read('seven', asNumber)).toBe(7)
  await writeFile(path.join(folder, 'seven'), 'cut o')
  expect(await cache.read('seven', asNumber)).toBeUndefined()
})

test('what was used longest ago goes first', async () => {
  const folder = await temporaryFolder()
  const cache = new CacheFolder(folder)
  for (const [age, name] of ['0', '1', '2', '3'].entries()) {
    await cache.write(name, name)
    const at = new Date(Date.now() - 60_000 * (10 - age))
    await utimes(path.join(folder, name), at, at)
  }
  expect(await cache.read('0', asNumber)).toBe(0) // the oldest, but used now
  await cache.trim(2)
  expect((await readdir(folder)).sort()).toEqual(['0', '3'])
})

test('a place that cannot be written fails nothing', async () => {
  const file = path.join(await temporaryFolder(), 'a file')
  await writeFile(file, 'of a person')
  const cache = new CacheFolder(path.join(file, 'below'))
  await cache.write('seven', '7')
  await cache.trim(0)
  expect(await cache.read('seven', asNumber)).toBeUndefined()
  expect(await readFile(file, 'utf8')).toBe('of a person')
})
