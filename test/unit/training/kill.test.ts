/** @file `kill -9` in the middle of a fine-tuning: the old head answers, the library is sound, and the next run goes on. */
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { mkdir, readdir, truncate } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { promoteHead } from '../../../main/jobs/heads/promote-head.ts'
import { train } from '../../../main/jobs/training/train.ts'
import { openStore } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { runCommand } from '../../support/command-line.ts'
import { LABELLED, pictureLibrary, type PictureLibrary } from '../../support/photos/picture-library.ts'
import { printedBy } from '../../support/printed.ts'

const PATIENCE = 300_000

/** What train-child.ts prints: progress, and at last the output. */
const Line = z.object({
  stage: z.string().optional(),
  done: z.number().optional(),
  total: z.number().nullish(),
  promoted: z.boolean().optional(),
})
type Line = z.infer<typeof Line>
/** Bytes of a photo in the file of embeddings: its id and 128 numbers. */
const RECORD = 4 * (1 + 128)

/** A library that nobody has open, on which a Siamese head is in force. */
async function libraryWithHead() {
  const library = await pictureLibrary()
  const { head } = await train(library.context, contract.train.input.parse({ backend: 'wasm', epochs: 1 }))
  if (head === null) throw new Error('not kept')
  await promoteHead(library.context, head) // one epoch may not help, and then it is not in force by itself
  library.store.close()
  return { ...library, head }
}

/** What a kill has left: nothing but the head of before, and every label. */
function expectUntouched({ folder, head }: Pick<PictureLibrary, 'folder'> & { head: number }): void {
  const store = openStore(folder)
  const labelSet = store.labelSets.default()
  expect(store.heads.active(labelSet)).toBe(head)
  expect(store.heads.list()).toHaveLength(1)
  expect(store.journal.labels(labelSet).size).toBe(LABELLED)
  expect(store.check()).toEqual([])
  store.close()
}

/** All that the head in force consists of. */
function activeHead({ folder }: Pick<PictureLibrary, 'folder'>) {
  const store = openStore(folder)
  const head = store.heads.active(store.labelSets.default())
  if (head === null) throw new Error('no head is in force')
  const made = {
    weights: store.heads.weights(head),
    embeddings: store.heads.embeddings(head),
    suggestions: store.heads.suggestions(head),
  }
  store.close()
  return made
}

function twinsort(
  { folder, context }: PictureLibrary,
  words: string[],
  onStart?: (kill: () => void) => void,
) {
  return runCommand([...words, '--library', folder, '--json'], {
    environment: { TWINSORT_CACHE: context.cacheFolder },
    onStart: (kill) =>
      onStart?.(() => {
        kill('SIGKILL')
      }),
  })
}

test(
  'a training that is killed after an epoch goes on from there, to the bytes of one that was not',
  { timeout: PATIENCE },
  async () => {
    const words = ['train', '--network', 'fine-tune', '--backend', 'wasm', '--epochs', '1', '--seed', '5']
    const trained = async (library: PictureLibrary) => {
      const { code, stdout, stderr } = await twinsort(library, words)
      expect(code, stderr).toBe(0)
      return printedBy('train', stdout)
    }
    const whole = await libraryWithHead()
    expect(await trained(whole)).toMatchObject({ promoted: true, resumedEpochs: 0 })

    const library = await libraryWithHead()
    await mkdir(library.trainingFolder, { recursive: true })
    const killed = await twinsort(library, words, (kill) => {
      let states = 0
      const watcher = watch(library.trainingFolder, (_, name) => {
        if (name?.endsWith('.state') === true) states += 1
        if (states < 2) return // the first is that of the beginning
        watcher.close()
        kill()
      })
    })
    expect(killed.signal).toBe('SIGKILL')
    const check = await twinsort(library, ['check'])
    expect(JSON.parse(check.stdout)).toEqual({ ok: true, problems: [], lostLabels: [] })
    expectUntouched(library)

    const output = await trained(library)
    expect(output.promoted).toBe(true)
    expect(output.resumedEpochs).toBeGreaterThan(0)
    expect(activeHead(library)).toEqual(activeHead(whole))
    expect(await readdir(library.trainingFolder)).toEqual([])
  },
)

/** In a process of its own. @param until kills it at the first line of progress that is meant. @returns its lines */
function trainInChild(folder: string, until: (line: Line) => boolean = () => false): Promise<Line[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Line[]>()
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'train-child.ts'), folder, 'fine-tune', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const lines: Line[] = []
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = Line.parse(JSON.parse(text))
    lines.push(line)
    if (until(line)) child.kill('SIGKILL')
  })
  child.on('error', reject)
  child.on('close', (code, signal) => {
    if (code === 0 || signal === 'SIGKILL') resolve(lines)
    else reject(new Error(`The training ended with ${String(code ?? signal)}.`))
  })
  return promise
}

test(
  'one that is killed while the library is embedded goes on with the photos that are missing',
  { timeout: PATIENCE },
  async () => {
    const whole = await libraryWithHead()
    expect((await trainInChild(whole.folder)).at(-1)).toMatchObject({ promoted: true })

    const library = await libraryWithHead()
    const isSecondPart = ({ stage, done = 0 }: Line): boolean => stage === 'embedding photos' && done > 0
    const lines = await trainInChild(library.folder, isSecondPart)
    const total = lines.find(isSecondPart)?.total ?? 0
    expectUntouched(library)
    const [file] = (await readdir(library.trainingFolder)).filter((name) => name.endsWith('.embeddings'))
    // As a kill in the middle of writing leaves it: seven photos and a half.
    await truncate(path.join(library.trainingFolder, file), 7.5 * RECORD)

    const further = await trainInChild(library.folder)
    expect(further.filter(({ stage }) => stage === 'training')).toEqual([])
    expect(further.find(({ stage }) => stage === 'embedding photos')).toMatchObject({
      done: 0,
      total: total - 7,
    })
    expect(further.at(-1)).toMatchObject({ promoted: true })
    expect(activeHead(library)).toEqual(activeHead(whole))
  },
)
