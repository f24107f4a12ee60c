/** @file The example: its pictures are the same everywhere, are read like photos, and make groups that are worth confirming. */
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { serve } from '../../../main/engine/serve.ts'
import { drawExample, examplePictures } from '../../../main/jobs/example/draw-example.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

function clientIn(folder: string): Client {
  const [near, far] = memoryPortPair()
  serve(roomIn(folder), far)
  return createClient(near)
}

it('draws six kinds in no order, each of another look, and leaves what is there', async () => {
  const folder = path.join(await temporaryFolder(), 'example')
  const pictures = examplePictures()
  expect(await drawExample(folder)).toBe(pictures.length)
  expect((await readdir(folder)).sort()).toEqual(pictures.map(({ name }) => name))
  expect([...Map.groupBy(pictures, ({ kind }) => kind).values()].map(({ length }) => length)).toEqual(
    Array.from({ length: 6 }, () => 20),
  )
  const bytes = await Promise.all(pictures.map(({ name }) => readFile(path.join(folder, name), 'latin1')))
  expect(new Set(bytes).size).toBe(pictures.length)
  expect(await sharp(path.join(folder, '001.jpg')).metadata()).toMatchObject({ width: 640, height: 480 })

  const [first, second] = [path.join(folder, '001.jpg'), path.join(folder, '002.jpg')]
  await writeFile(first, 'mine')
  const { mtimeMs } = await stat(second)
  await rm(path.join(folder, '003.jpg'))
  await drawExample(folder)
  expect(await readFile(first, 'utf8')).toBe('mine')
  expect((await stat(second)).mtimeMs).toBe(mtimeMs)
  expect(await readFile(path.join(folder, '003.jpg'), 'latin1')).toBe(bytes[2])
})

it('says where it cannot be drawn', async () => {
  const file = path.join(await temporaryFolder(), 'file')
  await writeFile(file, 'no folder')
  await expect(drawExample(path.join(file, 'example'))).rejects.toMatchObject({
    code: 'conflict',
    sentence: { key: 'target-folder-is-file' },
  })
})

it('is sorted by a person who knows the kinds in few answers, each of them about many pictures', async () => {
  const folder = await temporaryFolder()
  const client = clientIn(folder)
  const drawn = await client.call('drawExample', { name: 'Example: pictures' })
  expect(drawn).toEqual({
    folder: path.join(folder, 'user', 'examples', 'Example%3A pictures'),
    photos: 120,
  })
  await client.call('index', { folders: [drawn.folder], backbone: 'efficientnet-lite0-int8' })
  expect(await client.call('unreadable', {})).toEqual({ files: [] })
  const { ids } = await client.call('photos', {})
  const kinds = new Map(examplePictures().map(({ name, kind }) => [name, kind]))
  const kindOf = new Map<number, string>()
  for (const id of ids) {
    const { paths, takenAt } = await client.call('photo', { id })
    expect(takenAt).toBeGreaterThan(Date.UTC(2026, 4, 1))
    kindOf.set(id, kinds.get(path.basename(paths[0])) ?? '')
  }
  let answers = 0
  for (;;) {
    const { page } = await client.call('page', {})
    if (page === null) break
    const shown = page.photos.map(({ id }) => id)
    const byKind = [...Map.groupBy(shown, (id) => kindOf.get(id) ?? '')]
    await client.call('decide', {
      answer: { page: page.id, exclude: [], answers: byKind.map(([name, of]) => ({ class: name, ids: of })) },
    })
    answers += byKind.length
  }
  const { labelled, classes } = await client.call('status', {})
  expect(labelled).toBe(120)
  expect(classes.map(({ photos }) => photos)).toEqual(Array.from({ length: 6 }, () => 20))
  expect(answers).toBeLessThan(40)
  client.close()
}, 120_000)
