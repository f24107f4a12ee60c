import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readTruth } from '../../../main/lab/truth.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { BASELINE_VERSION, baselineKey, keepBaseline, readBaseline } from '../../bench/baseline-results.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { addLater, fillLibrary, placePhoto, putFeatures } from '../../support/photos/synthetic-library.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const problem = syntheticProblem({ photos: 12, classes: 3, dimensions: 4, spread: 0.5, seed: 2 })
const reached = { accuracy90: 12, accuracy95: null, committed90: 30, committed95: 40 }
const run = { 'one-by-one': reached, margin: reached, 'cluster-only': reached }

/** The key of a library after `change`. */
async function keyAfter(change: (store: Store) => void): Promise<string> {
  const store = openMemoryStore()
  onTestFinished(() => {
    store.close()
  })
  fillLibrary(store, problem)
  change(store)
  const { classOf } = await readTruth(store, { kind: 'folders' })
  return baselineKey(store, classOf)
}

test('the key is the same for equal libraries, and another for other photos, classes or features', async () => {
  const nothing = () => undefined
  const keys = await Promise.all([
    keyAfter(nothing),
    keyAfter((store) => addLater(store, new Float32Array(4).fill(0.5))),
    keyAfter((store) => {
      const [first] = store.photos.presentIds()
      placePhoto(store, store.files.roots()[0].id, first, 'class 9/copy.jpg') // now in two classes: left out
    }),
    keyAfter((store) => {
      putFeatures(store, store.photos.presentIds()[3], new Float32Array(4).fill(0.5))
    }),
  ])
  expect(new Set(keys).size).toBe(4)
  expect(await keyAfter(nothing)).toBe(keys[0])
})

test('results are read for their key and version alone, and none from a file that is not one', async () => {
  const file = path.join(await temporaryFolder(), 'baseline.json')
  expect(await readBaseline(file, 'a')).toEqual([])
  await keepBaseline(file, 'a', [run, run])
  expect(await readBaseline(file, 'a')).toEqual([run, run])
  expect(await readBaseline(file, 'b')).toEqual([])
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(`"version":${BASELINE_VERSION}`, '"version":0'))
  expect(await readBaseline(file, 'a')).toEqual([])
  await writeFile(file, text.replace('"margin"', '"another"'))
  expect(await readBaseline(file, 'a')).toEqual([])
  await writeFile(file, text.slice(0, 40))
  expect(await readBaseline(file, 'a')).toEqual([])
})
