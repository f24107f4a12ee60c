/** @file Files at which the process ends, as by a fault of a decoder: each costs itself and no other. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ReadingMarks } from '../../../main/jobs/indexing/reading-marks.ts'
import { Random } from '../../../main/math/random.ts'
import { openStore } from '../../../main/store/store.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawJpeg, drawLibrary } from '../../support/photos/pictures.ts'

const PHOTOS = 12
/** No process has such a number. */
const NOBODY = 2 ** 22 + 1

function openMarks(library: string, { signal } = new AbortController()): ReadingMarks {
  return ReadingMarks.open(library, signal)
}

function line(file: string, ends: number, isRead: boolean): string {
  return JSON.stringify({ path: file, ends, isRead })
}

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
    const marks = openMarks(library)
    await marks.during(file, async () => {
      const beside = openMarks(library)
      expect(beside.isSuspect(file)).toBe(false)
      beside.close(true)
      await Promise.resolve()
    })
    await expect(marks.during(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    marks.close(true)
    expect(marksIn(library)).toEqual([])
    expect(openMarks(library).isSuspect(file)).toBe(false)
  })

  it('outlast a process that was killed, for files that are still there, and damage of the list itself', async () => {
    const library = await temporaryFolder()
    const file = path.join(library, 'a.jpg')
    await writeFile(file, '')
    await writeFile(
      path.join(library, `reading-${NOBODY}-0a.jsonl`),
      [line(file, 0, true), line(`${file}.gone`, 1, true), '{"path":"cut'].join('\n'),
    )
    const marks = openMarks(library)
    expect([marks.isSuspect(file), marks.endsProcess(file), marks.isSuspect(`${file}.gone`)]).toEqual([
      true,
      false,
      false,
    ])
    marks.close(true)
    const again = openMarks(library)
    expect([again.isSuspect(file), again.endsProcess(file)]).toEqual([true, false])
    await again.during(file, () => Promise.resolve())
    again.close(true)
    expect(openMarks(library).isSuspect(file)).toBe(false)
  })

  it('count no end after a cancellation, as of one who quits twice while a slow picture is read', async () => {
    const library = await temporaryFolder()
    const [slow, suspect] = ['slow.jpg', 'suspect.jpg'].map((name) => path.join(library, name))
    for (const file of [slow, suspect]) await writeFile(file, '')
    const written = () => readFileSync(path.join(library, marksIn(library)[0]), 'utf8')
    await writeFile(path.join(library, `reading-${NOBODY}-0a.jsonl`), line(suspect, 1, false))
    const controller = new AbortController()
    const marks = openMarks(library, controller)
    await marks.during(slow, () =>
      marks.during(suspect, async () => {
        expect(written()).toContain(line(slow, 0, true))
        controller.abort()
        // What the next run would find if the process ended now.
        expect(written()).toBe(`${line(suspect, 1, false)}\n`)
        await Promise.resolve()
      }),
    )
    marks.close(false)
    expect(marksIn(library)).toEqual([])
  })

  it('keep suspects that a run did not meet, also where their drive is away', async () => {
    const library = await temporaryFolder()
    const [met, other] = ['met.jpg', 'other.jpg'].map((name) => path.join(library, name))
    for (const file of [met, other]) await writeFile(file, '')
    const away = path.join(library, 'drive', 'away.jpg')
    await writeFile(
      path.join(library, `reading-${NOBODY}-0a.jsonl`),
      [met, other, away].map((file) => line(file, 2, false)).join('\n'),
    )
    const marks = openMarks(library)
    await marks.during(met, () => Promise.resolve())
    marks.close(true)
    const next = openMarks(library)
    expect([met, other, away].map((file) => next.endsProcess(file))).toEqual([false, true, true])
    next.close(true)
  })

  it('that cannot be had are none, and those of a process of someone else are left alone', async () => {
    const library = await temporaryFolder()
    const [damaged, first] = [`reading-${NOBODY}-0a.jsonl`, 'reading-1-0b.jsonl']
    await mkdir(path.join(library, damaged, 'inside'), { recursive: true }) // can neither be read nor removed as a file
    await writeFile(path.join(library, first), line(library, 1, true)) // of the system's first process
    const marks = openMarks(library)
    expect(marks.isSuspect(library)).toBe(process.platform === 'win32')
    marks.close(true)
    if (process.platform !== 'win32') expect(marksIn(library)).toEqual([first, damaged])
    openMarks(path.join(library, 'gone')).close(true)
  })
})
