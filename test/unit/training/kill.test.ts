/** @file `kill -9` in the middle of a fine-tuning: the old head answers, the library is sound, and the next run goes on. */
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { mkdir, readdir, truncate } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openStore } from '../../../main/store/store.ts'
import { runCommand } from '../../support/command-line.ts'
import {
  LABELLED,
  pictureLibraryWithHead,
  type PictureLibrary,
} from '../../support/photos/picture-library.ts'

const PATIENCE = 300_000

/** What train-child.ts prints: progress, and at last the output. */
const Line = z.object({
  stage: z.string().optional(),
  done: z.number().optional(),
  total: z.number().nullish(),
  figures: z.record(z.string(), z.number()).optional(),
  promoted: z.boolean().optional(),
  resumedEpochs: z.number().optional(),
})
type Line = z.infer<typeof Line>

/** When a training is killed. */
interface Interference {
  atStart?: (kill: () => void) => void
  at?: (line: Line) => boolean
}

/** Bytes of a photo in the file of embeddings: its id and 128 numbers. */
const RECORD = 4 * (1 + 128)

/** A library that nobody has open, on which a Siamese head is in force. */
async function closedLibrary() {
  const library = await pictureLibraryWithHead()
  library.store.close()
  return library
}

/** What a kill has left: nothing but the head of before, and every label. */
function expectUntouched({ folder, head }: Pick<PictureLibrary, 'folder'> & { head: number }): void {
  const store = openStore(folder)
  const labelSet = store.labelSets.current()
  expect(store.heads.active(labelSet)).toBe(head)
  expect(store.heads.list()).toHaveLength(1)
  expect(store.journal.labels(labelSet).size).toBe(LABELLED)
  expect(store.check()).toEqual([])
  store.close()
}

/** All that the head in force consists of. */
function activeHead({ folder }: Pick<PictureLibrary, 'folder'>) {
  const store = openStore(folder)
  const head = store.heads.active(store.labelSets.current())
  if (head === null) throw new Error('no head is in force')
  const made = {
    weights: store.heads.weights(head),
    embeddings: store.heads.embeddings(head),
    suggestions: store.heads.suggestions(head),
  }
  store.close()
  return made
}

/** In a process of its own. @param interfere may kill it at its start and at each line of progress. @returns its lines */
function trainInChild(folder: string, interfere: Interference = {}): Promise<Line[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Line[]>()
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'train-child.ts'), folder, 'fine-tune', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const kill = (): void => void child.kill('SIGKILL')
  interfere.atStart?.(kill)
  const lines: Line[] = []
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = Line.parse(JSON.parse(text))
    lines.push(line)
    if (interfere.at?.(line) === true) kill()
  })
  child.on('error', reject)
  child.on('close', (code, signal) => {
    if (signal === 'SIGKILL' ? interfere.atStart !== undefined || interfere.at !== undefined : code === 0) {
      resolve(lines)
    } else reject(new Error(`The training ended with ${String(code ?? signal)}.`))
  })
  return promise
}

test(
  'a training that is killed goes on after the last epoch, then with the photos that are missing, to the same bytes',
  { timeout: PATIENCE },
  async () => {
    const whole = await closedLibrary()
    expect((await trainInChild(whole.folder)).at(-1)).toMatchObject({ promoted: true, resumedEpochs: 0 })

    const library = await closedLibrary()
    const { folder, trainingFolder } = library
    await mkdir(trainingFolder, { recursive: true })
    const isEmbedding = ({ stage, done = 0 }: Line): boolean => stage === 'embedding photos' && done > 0
    const atStart = (kill: () => void): void => {
      let states = 0
      const watcher = watch(trainingFolder, (_, name) => {
        if (name?.endsWith('.state') === true) states += 1
        if (states < 2) return // the first is that of the beginning
        watcher.close()
        kill()
      })
    }
    expect((await trainInChild(folder, { atStart })).some(isEmbedding)).toBe(false)
    const check = await runCommand(['check', '--library', folder, '--json'])
    expect(JSON.parse(check.stdout)).toEqual({ ok: true, problems: [], lostLabels: [] })
    expectUntouched(library)

    // It goes on, until the second part of the photos is embedded.
    const further = await trainInChild(folder, { at: isEmbedding })
    const resumed = further.find(({ stage }) => stage === 'training')?.figures?.resumed
    expect(resumed).toBeGreaterThan(0)
    const total = further.find(isEmbedding)?.total ?? 0
    expectUntouched(library)
    const [file] = (await readdir(trainingFolder)).filter((name) => name.endsWith('.embeddings'))
    // As a kill in the middle of writing leaves it: four photos and a half.
    await truncate(path.join(trainingFolder, file), 4.5 * RECORD)

    const last = await trainInChild(folder)
    expect(last.filter(({ stage }) => stage === 'training')).toEqual([])
    expect(last.find(({ stage }) => stage === 'embedding photos')).toMatchObject({
      done: 0,
      total: total - 4,
    })
    expect(last.at(-1)).toMatchObject({ promoted: true })
    expect(activeHead(library)).toEqual(activeHead(whole))
    expect(await readdir(trainingFolder)).toEqual([])
  },
)
