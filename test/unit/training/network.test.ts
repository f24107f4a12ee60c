import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { openSession, Tensor } from '../../../main/math/onnx/onnx-runtime.ts'
import { describe, expect, it } from 'vitest'
import { squarePixels } from '../../../main/ingest/square.ts'
import { thumbnailPath, writeThumbnail } from '../../../main/ingest/thumbnails.ts'
import { embedNewPhotos } from '../../../main/jobs/heads/embed-new-photos.ts'
import { writeOnnx } from '../../../main/jobs/export/formats/onnx.ts'
import { findNeighbours } from '../../../main/jobs/similarity/find-neighbours.ts'
import { listHeads } from '../../../main/jobs/heads/list-heads.ts'
import { promoteHead } from '../../../main/jobs/heads/promote-head.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { train } from '../../../main/jobs/training/train.ts'
import type { JobProgress } from '../../../main/jobs/context.ts'
import { contract } from '../../../shared/contract.ts'
import { blindProblem, LABELLED, PHOTOS, pictureLibrary } from '../../support/photos/picture-library.ts'
import { someProblem, trueClass } from '../../support/review.ts'
import { placePhoto } from '../../support/photos/synthetic-library.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'

const INPUT = contract.train.input.parse({ network: 'cnn', backend: 'wasm', epochs: 6, seed: 5 })

describe('training a network from the pictures', () => {
  it('keeps the network where it helps: it embeds every photo, answers, and embeds those that come later', async () => {
    const { folder, store, context, seen, trainingFolder } = await pictureLibrary()
    const output = await train(context, INPUT)
    expect(output).toMatchObject({ network: 'cnn', strategy: 'softmax', backend: 'wasm', promoted: true })
    const { head, metrics } = output
    if (head === null) throw new Error(inEnglish(output.note))
    expect(metrics.blendLogLoss).toBeLessThan(metrics.rawLogLoss)
    expect(metrics.blendWeight).toBeGreaterThan(0)
    expect(store.heads.active(store.labelSets.current())).toBe(head)
    expect(listHeads(store)).toMatchObject([{ id: head, network: 'cnn', strategy: 'softmax', active: true }])
    const training = seen.filter(({ stage }) => stage === 'training')
    expect(training.at(-1)?.figures?.loss).toBeTypeOf('number')
    expect(seen.map(({ stage }) => stage)).toEqual(
      expect.arrayContaining(['reading pictures', 'training', 'embedding photos']),
    )
    expect(await readdir(trainingFolder)).toEqual([])

    const { ids, matrix } = store.heads.embeddings(head)
    expect(ids).toEqual(store.photos.presentIds())
    expect([matrix.rows, matrix.columns]).toEqual([PHOTOS, 128])
    const suggestions = store.heads.suggestions(head)
    const right = suggestions.filter(
      ({ photo, classId }) => store.classes.name(classId) === trueClass(blindProblem, photo),
    )
    expect(suggestions).toHaveLength(PHOTOS - LABELLED)
    expect(right.length).toBeGreaterThan(0.7 * suggestions.length)
    const session = new ReviewSession({ store, models: context.models, actor: 'test', clock: () => 0 })
    expect((await session.suggest({ minProbability: 0 })).every((guess) => guess.head === head)).toBe(true)
    const { neighbours } = await findNeighbours(context, { id: 1, count: 5 })
    expect(
      neighbours.filter(({ id }) => trueClass(blindProblem, id) === trueClass(blindProblem, 1)).length,
    ).toBeGreaterThan(3)

    const [first] = store.photos.present()
    const contentHash = 'f'.repeat(64)
    const added = store.photos.add({ ...first, contentHash })
    placePhoto(store, 1, added, 'new.jpg')
    const backbone = store.features.active()
    if (backbone === undefined) throw new Error('no backbone')
    const levels = ['stage3', 'stage4', 'stage5', 'features']
    const numbers = store.features.load(backbone.id, 'features').matrix.data.slice(0, 12)
    store.features.put(backbone.id, added, Object.fromEntries(levels.map((name) => [name, numbers])))
    await expect(embedNewPhotos(context)).rejects.toMatchObject({ code: 'not-found' }) // no thumbnail, no file
    await writeThumbnail(folder, contentHash, await readFile(thumbnailPath(folder, first.contentHash)))
    expect(await embedNewPhotos(context)).toBe(1)
    const now = store.heads.embeddings(head)
    expect(now.ids).toContain(added)
    const vector = (id: number): number[] => [
      ...now.matrix.data.slice(now.ids.indexOf(id) * 128, (now.ids.indexOf(id) + 1) * 128),
    ]
    expect(vector(added)).toEqual(vector(first.id))
    await promoteHead(context, null)
    expect(store.heads.active(store.labelSets.current())).toBeNull()
    expect(await promoteHead(context, head)).toEqual({ active: head })
  })

  it('trains on from the shipped network, keeps it where it helps, and embeds every photo', async () => {
    const { folder, store, context, trainingFolder } = await pictureLibrary()
    const input = contract.train.input.parse({ network: 'fine-tune', backend: 'wasm', epochs: 2, seed: 5 })
    const output = await train(context, input)
    expect(output).toMatchObject({ network: 'fine-tune', strategy: 'distillation', promoted: true })
    if (output.head === null) throw new Error(inEnglish(output.note))
    expect(output.metrics.blendLogLoss).toBeLessThan(output.metrics.rawLogLoss)
    const { ids, matrix } = store.heads.embeddings(output.head)
    expect(ids).toEqual(store.photos.presentIds())
    expect([matrix.rows, matrix.columns]).toEqual([PHOTOS, 128])
    expect(await embedNewPhotos(context)).toBe(0)
    const right = store.heads
      .suggestions(output.head)
      .filter(({ photo, classId }) => store.classes.name(classId) === trueClass(blindProblem, photo))
    expect(right.length).toBeGreaterThan(0.7 * (PHOTOS - LABELLED))
    expect(await readdir(trainingFolder)).toEqual([])

    const out = path.join(folder, 'tuned.onnx')
    await writeOnnx(context, { out, dryRun: false, head: output.head })
    const session = await openSession(await readFile(out))
    const thumbnail = await readFile(thumbnailPath(folder, store.photos.get(ids[0])?.contentHash ?? ''))
    const pixels = new Tensor('uint8', await squarePixels(thumbnail, 224), [1, 224, 224, 3])
    const { embedding } = await session.run({ pixels })
    expect(embedding.dims).toEqual([1, 128])
    Array.from(embedding.data as Float32Array).forEach((value, k) => {
      expect(value).toBeCloseTo(matrix.data[k], 2) // the maps that are kept are float16
    })
    await session.release()
  })

  it('changes nothing where the network does not help, and says so', async () => {
    const { store, context, trainingFolder } = await pictureLibrary(someProblem)
    const before = await train(context, contract.train.input.parse({ backend: 'wasm', epochs: 2 }))
    const output = await train(context, { ...INPUT, epochs: 1 })
    expect(output).toMatchObject({ head: null, promoted: false })
    expect(inEnglish(output.note)).toContain('did not improve')
    expect(output.metrics.blendLogLoss).toBeGreaterThanOrEqual(output.metrics.rivalLogLoss)
    expect(store.heads.list()).toHaveLength(1)
    expect(store.heads.active(store.labelSets.current())).toBe(before.head)
    expect(await readdir(trainingFolder)).toEqual([])
  })

  it('keeps what the person decided while it trained, and trains on none of it', async () => {
    const { store, context } = await pictureLibrary()
    const labelSet = store.labelSets.current()
    let decided = false
    const report = ({ stage }: JobProgress): void => {
      if (stage !== 'training' || decided) return
      decided = true
      const [photo] = store.photos.presentIds().slice(LABELLED)
      const name = store.classes.ensure(labelSet, 'something new')
      store.journal.decide({
        ...{ labelSet, kind: 'label', actor: 'test', rejections: [], skips: [] },
        labels: [{ photo, class: name }],
      })
    }
    const { head } = await train({ ...context, report }, INPUT)
    if (head === null) throw new Error('not kept')
    expect(store.heads.get(head)).toMatchObject({ labels: LABELLED, classes: 3 })
    expect(store.journal.labels(labelSet).size).toBe(LABELLED + 1)
    expect(store.heads.suggestions(head)).toHaveLength(PHOTOS - LABELLED - 1)
    expect(store.check()).toEqual([])
  })

  it.each(['gan'] as const)('refuses the strategy %s, whose generator makes features', async (strategy) => {
    const { store, context } = await pictureLibrary()
    await expect(train(context, { ...INPUT, strategy })).rejects.toMatchObject({ code: 'bad-input' })
    expect(store.heads.list()).toEqual([])
  })
})
