import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { evaluate } from '../../../main/lab/evaluate.ts'
import { readTruth } from '../../../main/lab/truth.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import type { Store } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { fillLibrary, placePhoto } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const problem = syntheticProblem({ photos: 12, classes: 3, dimensions: 4, spread: 0.5, seed: 2 })

function library(): { store: Store; ids: PhotoId[] } {
  const store = openMemoryStore()
  onTestFinished(() => {
    store.close()
  })
  return { store, ids: fillLibrary(store, problem) }
}

function csv(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinsort-truth-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const file = path.join(folder, 'truth.csv')
  writeFileSync(file, text)
  return file
}

/** Where photo i lies. */
function placeOf(i: number): string {
  return `/pictures/${problem.truth.names[problem.truth.classOf[i]]}/${i}.jpg`
}

describe('the truth', () => {
  it('is the name of the folder that a photo lies in', async () => {
    const { store, ids } = library()
    const { classOf, leftOut } = await readTruth(store, { kind: 'folders' })
    expect(leftOut).toBe(0)
    expect(ids.map((id) => classOf.get(id))).toEqual(Array.from(problem.truth.classOf, (c) => `class ${c}`))
  })

  it('is open for a photo in two class folders, and not for two copies in one or a copy that is gone', async () => {
    const { store, ids } = library()
    const [root] = store.files.roots()
    placePhoto(store, root.id, ids[0], 'other/0.jpg')
    placePhoto(store, root.id, ids[1], `deeper/class ${problem.truth.classOf[1]}/1.jpg`)
    placePhoto(store, root.id, ids[2], 'other/2.jpg')
    store.files.markMissing([store.files.byPath('/pictures/other/2.jpg')?.id ?? 0])
    const { classOf, leftOut } = await readTruth(store, { kind: 'folders' })
    expect(leftOut).toBe(1)
    expect([0, 1, 2].map((i) => classOf.has(ids[i]))).toEqual([false, true, true])
  })

  it('comes from a CSV file: photos that it does not name are left out, strangers passed over', async () => {
    const { store, ids } = library()
    const rows = [`${placeOf(0)},cat`, `"${placeOf(1)}",dog`, '/pictures/nowhere.jpg,cat']
    const contradiction = [`${placeOf(2)},cat`, `${placeOf(2)},dog`]
    const file = csv(['path,class', ...rows, ...contradiction].join('\n'))
    const { classOf, leftOut } = await readTruth(store, { kind: 'csv', file })
    expect([...classOf]).toEqual([
      [ids[0], 'cat'],
      [ids[1], 'dog'],
    ])
    expect(leftOut).toBe(10)
  })

  it('refuses a file with a wrong line, naming both', async () => {
    const { store } = library()
    const file = csv(`path,class\n${placeOf(0)},cat\n${placeOf(1)},\n`)
    await expect(readTruth(store, { kind: 'csv', file })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/truth\.csv.*line 3/) as string,
    })
  })

  it('refuses a file that says nothing about the library', async () => {
    const { store } = library()
    const file = csv('path,class\n/elsewhere/1.jpg,cat\n')
    await expect(readTruth(store, { kind: 'csv', file })).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('evaluate', () => {
  it('lets a label count before a suggestion, and reports what was committed', async () => {
    const { store, ids } = library()
    const labelSet = store.labelSets.current()
    const right = `class ${problem.truth.classOf[0]}`
    const wrong = `class ${(problem.truth.classOf[1] + 1) % 3}`
    const labels = [
      { photo: ids[0], class: store.classes.ensure(labelSet, right) },
      { photo: ids[1], class: store.classes.ensure(labelSet, wrong) },
    ]
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
    const context = { store, signal: new AbortController().signal }
    const guesses = new Map(ids.map((photo, i) => [photo, `class ${problem.truth.classOf[i]}`]))
    const truth = { kind: 'folders' } as const
    const output = await evaluate(context, { truth }, () => Promise.resolve(guesses))
    expect(contract.evaluate.output.parse(output)).toEqual(output)
    expect(output).toMatchObject({ photos: 12, committed: 2, committedCorrect: 1, leftOut: 0 })
    expect(output.accuracy).toBeCloseTo(11 / 12, 9)
    expect(output.perClass.map((each) => each.photos).reduce((a, b) => a + b)).toBe(12)
    const bare = await evaluate(context, { truth }, () => Promise.resolve(new Map()))
    expect(bare.accuracy).toBeCloseTo(1 / 12, 9)
  })
})
