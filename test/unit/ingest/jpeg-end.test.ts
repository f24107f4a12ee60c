/** @file A JPEG without its end marker: all pixels there, it is read, as the same photo; a truncated one is not. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { Random } from '../../../main/math/random.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawPixels, sharpOf } from '../../support/photos/pictures.ts'
import { inEnglish, sentence } from '../../../shared/sentences/sentence.ts'

const draw = async (progressive: boolean): Promise<Buffer> =>
  sharpOf(await drawPixels('red-dots', new Random(1)))
    .jpeg({ quality: 90, progressive })
    .toBuffer()

async function read(bytes: Buffer) {
  const file = path.join(await temporaryFolder(), 'a.jpg')
  await writeFile(file, bytes)
  const opened = await openPicture(file)
  if (opened.kind === 'unreadable') throw new Error(inEnglish(opened.reason))
  return { opened, photo: await readPhoto(opened, [{ inputSize: 64, crops: ['crop'] }]) }
}

test.each([false, true])('one or two bytes short is whole (progressive: %s)', async (progressive) => {
  const whole = await draw(progressive)
  const { opened, photo } = await read(whole)
  for (const short of [1, 2]) {
    const cut = await read(whole.subarray(0, -short))
    expect(cut.photo).toEqual(photo)
    expect(cut.opened.contentHash).toBe(opened.contentHash)
  }
})

test.each([false, true])('shorter is truncated (progressive: %s)', async (progressive) => {
  const whole = await draw(progressive)
  for (const short of [20, 300, 1500]) {
    const { photo } = await read(whole.subarray(0, -short))
    expect(photo).toMatchObject({
      kind: 'unreadable',
      reason: sentence('picture-truncated'),
    })
  }
})

test('a progressive picture that ends behind one of its first scans is truncated', async () => {
  const whole = await draw(true)
  const scans: number[] = []
  for (
    let at = whole.indexOf('\xff\xda', 0, 'latin1');
    at >= 0;
    at = whole.indexOf('\xff\xda', at + 2, 'latin1')
  ) {
    scans.push(at)
  }
  expect(scans.length).toBeGreaterThan(3)
  for (const next of scans.slice(1)) {
    const tables = whole.lastIndexOf('\xff\xc4', next, 'latin1') // each scan may bring its Huffman tables
    const end = tables > scans[scans.indexOf(next) - 1] ? tables : next
    const { photo } = await read(whole.subarray(0, end))
    expect(photo.kind).toBe('unreadable')
  }
})

test('shorter is truncated, whatever is wrong with other files that are read at the same time', async () => {
  const whole = await draw(false)
  // libvips keeps the words of its errors for all threads together: those of the others mean no harm.
  const harmless = Buffer.concat([whole.subarray(0, -2), Buffer.alloc(40, 7), whole.subarray(-2)])
  const cut = whole.subarray(0, Math.floor(whole.length * 0.7))
  for (let round = 0; round < 10; round += 1) {
    const all = await Promise.all(Array.from({ length: 24 }, (_, i) => read(i % 2 === 0 ? cut : harmless)))
    expect(all.map(({ photo }) => photo.kind)).toEqual(
      all.map((_, i) => (i % 2 === 0 ? 'unreadable' : 'photo')),
    )
  }
})
