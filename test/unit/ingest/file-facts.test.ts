/** @file Facts of many files: asked for in place and in the background alike. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { FileFacts, type Facts } from '../../../main/ingest/file-facts.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** What the scan reads of them. */
function told(facts: Facts): unknown {
  if ('error' in facts) return (facts.error as NodeJS.ErrnoException).code
  return [facts.isFile(), facts.isDirectory(), facts.size, facts.mtimeNs, facts.ctimeNs]
}

test('both ways tell the same, in the order of the files, of links what they lead to, and why a file has none', async () => {
  const folder = await temporaryFolder()
  const files: string[] = []
  for (let number = 0; number < 150; number += 1) {
    const file = path.join(folder, `${number}.jpg`)
    await writeFile(file, 'x'.repeat(number))
    files.push(file)
  }
  await mkdir(path.join(folder, 'below'))
  await symlink(files[7], path.join(folder, 'link'))
  await symlink(path.join(folder, 'circle'), path.join(folder, 'circle'))
  files.push(...['below', 'link', 'circle', 'gone', '7.jpg/none'].map((name) => path.join(folder, name)))
  const quick = await (await FileFacts.of(folder)).read(files)
  const slow = await new FileFacts(false).read(files)
  expect(quick.map((each) => told(each))).toEqual(slow.map((each) => told(each)))
  const kinds = [9, -5, -4, -3, -2, -1].map((place) => quick.at(place)).map((each) => each && told(each))
  expect(kinds).toEqual([
    expect.arrayContaining([true, 9n]),
    expect.arrayContaining([false, true]),
    expect.arrayContaining([true, 7n]),
    'ELOOP',
    'ENOENT',
    'ENOTDIR',
  ])
})

test('neither way goes on once it is cancelled', async () => {
  for (const isQuick of [true, false]) {
    const reading = new FileFacts(isQuick).read(['/nowhere'], AbortSignal.abort())
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  }
})
