/** @file Files at which the process ends, as by a fault of a decoder: each costs itself and no other. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ReadingMarks } from '../../../main/jobs/indexing/reading-marks.ts'
import { Random } from '../../../main/math/random.ts'
import { openStore } from '../../../main/store/store.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawJpeg, drawLibrary } from '../../support/photos/pictures.ts'

const PHOTOS = 12

/** @returns by which signal the process ended; null where it came to its end. */
async function index(library: string, photos: string): Promise<NodeJS.Signals | null> {
  const script = path.join(import.meta.dirname, 'reading-marks-child.ts')
  const child = spawn(process.execPath, [script, library, photos], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await once(child, 'exit')
  if (child.signalCode === null) expect(child.exitCode).toBe(0)
  return child.signalCode
}

function marksIn(library: string): string[] {
  return readdirSync(library).filter((name) => name.startsWith('reading'))
}

function found(library: string) {
  const store = openStore(library)
  const unreadable = store.files
    .unreadable()
    .map((file) => [path.basename(file.path), inEnglish(file.reason)])
  const photos = store.photos.presentIds().length
  expect(store.check()).toEqual([])
  store.close()
  return { photos, unreadable }
}

describe('files that end the process', () => {
  it('are left out with the reason once it is known which they are, and read again when they change', async () => {
    const photos = path.join(await temporaryFolder(), 'photos')
    const library = path.join(await temporaryFolder(), 'library')
    await drawLibrary(photos, { classes: 4, perClass: PHOTOS / 4, seed: 12 })
    // The first and the last that are read.
    const bad = ['a.jpg', 'z.jpg'].map((name) => path.join(photos, name))
    for (const [seed, file] of bad.entries()) {
      await writeFile(file, await drawJpeg('blue-dots', new Random(seed)))
      await appendFile(file, 'ends the process')
    }
    const ends: unknown[] = []
    while (ends.at(-1) !== null && ends.length < 6) ends.push(await index(library, photos))
    expect(ends.at(-1)).toBeNull()
    // Each twice at most: among others, then by itself.
    expect(ends.length - 1).toBeGreaterThanOrEqual(3)
    expect(ends.length - 1).toBeLessThanOrEqual(4)
    const reason = expect.stringContaining('ended twice while it read this file') as string
    expect(found(library)).toEqual({
      photos: PHOTOS,
      unreadable: [
        ['a.jpg', reason],
        ['z.jpg', reason],
      ],
    })
    expect(marksIn(library)).toEqual([])

    await writeFile(bad[0], await drawJpeg('red-circle', new Random(3)))
    expect(await index(library, photos)).toBeNull()
    expect(found(library)).toEqual({ photos: PHOTOS + 1, unreadable: [['z.jpg', reason]] })
  })
})

describe('the marks of a run', () => {
  it('are no suspicion while it goes on, nor after it has ended by itself, whatever failed', async () => {
    const library = await temporaryFolder()
    const file = path.join(library, 'a.jpg')
    await writeFile(file, '')
    const marks = ReadingMarks.open(library)
    await marks.during(file, async () => {
      const beside = ReadingMarks.open(library)
      expect(beside.isSuspect(file)).toBe(false)
      beside.close(true)
      await Promise.resolve()
    })
    await expect(marks.during(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    marks.close(true)
    expect(marksIn(library)).toEqual([])
    expect(ReadingMarks.open(library).isSuspect(file)).toBe(false)
  })

  it('outlast a process that was killed, for files that are still there, and damage of the list itself', async () => {
    const library = await temporaryFolder()
    const file = path.join(library, 'a.jpg')
    await writeFile(file, '')
    const line = (of: string, ends: number, isRead: boolean) => JSON.stringify({ path: of, ends, isRead })
    const nobody = 2 ** 22 + 1 // no process has such a number
    await writeFile(
      path.join(library, `reading-${nobody}-0a.jsonl`),
      [line(file, 0, true), line(`${file}.gone`, 1, true), '{"path":"cut'].join('\n'),
    )
    const marks = ReadingMarks.open(library)
    expect([marks.isSuspect(file), marks.endsProcess(file), marks.isSuspect(`${file}.gone`)]).toEqual([
      true,
      false,
      false,
    ])
    marks.close(true)
    const again = ReadingMarks.open(library)
    expect([again.isSuspect(file), again.endsProcess(file)]).toEqual([true, false])
    await again.during(file, () => Promise.resolve())
    again.close(true)
    expect(ReadingMarks.open(library).isSuspect(file)).toBe(false)
  })
})
