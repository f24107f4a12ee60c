/** @file A small library that trains heads and exports them, and what it says by its head alone. */
import path from 'node:path'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { readEvidence } from '../../../main/jobs/review/evidence.ts'
import { headOpinion, loadHead } from '../../../main/jobs/review/head.ts'
import { PageCache } from '../../../main/jobs/review/page-cache.ts'
import { trainHead } from '../../../main/jobs/training/train.ts'
import type { Store } from '../../../main/store/store.ts'
import { contract, type Input } from '../../../shared/contract.ts'
import { cacheIn } from '../cache.ts'
import { storeIn } from '../engine.ts'
import { temporaryFolder } from '../folder.ts'
import { runIndex } from '../index-job.ts'
import { drawLibrary } from '../photos/pictures.ts'

/** Drawn photos of three classes, read by a real backbone; all but one of each class are labelled. */
export async function trainedLibrary() {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  await drawLibrary(path.join(folder, 'photos'), { classes: 3, perClass: 8 })
  await runIndex({ store, folders: [path.join(folder, 'photos')] })
  const labelSet = store.labelSets.current()
  const seen = new Map<string, number>()
  const labels = [...store.files.paths()].flatMap(([photo, file]) => {
    const name = path.basename(path.dirname(file))
    seen.set(name, (seen.get(name) ?? 0) + 1)
    return seen.get(name) === 1 ? [] : [{ photo, class: store.classes.ensure(labelSet, name) }]
  })
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  const context = {
    store,
    models: new Models({ store }),
    signal: new AbortController().signal,
    report: () => undefined,
    clock: () => 0,
    resources: path.resolve('resources'),
    cacheFolder: cacheIn(folder),
  }
  const train = (input: Input<'train'>) =>
    trainHead(context, contract.train.input.parse({ backend: 'wasm', epochs: 2, ...input }))
  const exported = (input: Partial<Input<'export'>> = {}) =>
    exportLibrary(
      context,
      contract.export.input.parse({ format: 'onnx', out: path.join(folder, 'head.onnx'), ...input }),
      () => Promise.resolve([]),
    )
  return { store, folder, context, train, exported, file: path.join(folder, 'head.onnx') }
}

/** What the library says of all photos by its head alone. */
export async function ownAnswer(store: Store) {
  const labelSet = store.labelSets.current()
  const model = await new Models({ store }).current()
  const space = await model.space()
  const evidence = readEvidence(store, labelSet, space, new PageCache(store))
  const head = loadHead(model)
  if (head === undefined) throw new Error('No head answers.')
  // Also a head without a say in the blend has its own opinion.
  const opinion = await headOpinion({ ...head, blend: { ...head.blend, weight: 1 } }, evidence)
  if (opinion === undefined) throw new Error('The head has no opinion.')
  return {
    photos: space.ids,
    embeddings: head.embeddings,
    probabilities: opinion.probabilities,
    classes: evidence.classIds.map((id) => store.classes.name(id)),
  }
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0)
}
