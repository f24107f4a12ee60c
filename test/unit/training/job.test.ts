import { describe, expect, it, onTestFinished } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { findNeighbours } from '../../../main/jobs/similarity/find-neighbours.ts'
import { headReport } from '../../../main/jobs/heads/head-report.ts'
import { trainHead as train } from '../../../main/jobs/training/train.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { cacheIn } from '../../support/cache.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { labelTruly, someProblem, trueClass } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'

const INPUT = contract.train.input.parse({ backend: 'wasm', epochs: 1, seed: 5, pyramid: false })

/** The Siamese head is always kept, in use or not. */
async function trainHead(...given: Parameters<typeof train>) {
  const { head, ...rest } = await train(...given)
  if (head === null) throw new Error(inEnglish(rest.note))
  return { head, ...rest }
}

/** A library on the disk of which the first `labelled` photos have their classes. */
async function library(labelled: number) {
  const folder = await temporaryFolder()
  const store = openStore(folder)
  onTestFinished(() => {
    store.close()
  })
  fillLibrary(store, someProblem)
  labelTruly(store, someProblem, labelled)
  const cancel = new AbortController()
  const stages: string[] = []
  const context = {
    store,
    models: new Models({ store }),
    signal: cancel.signal,
    report: ({ stage }: { stage: string }) => {
      stages.push(stage)
    },
    clock: () => 0,
    cacheFolder: cacheIn(folder),
  }
  return { store, folder, context, cancel, stages }
}

function expectNoTrace(store: Store): void {
  expect(store.heads.list()).toEqual([])
  expect(store.heads.active(store.labelSets.current())).toBeNull()
  expect(store.check()).toEqual([])
}

describe('the job train', () => {
  it('keeps a head that does not help beside what answers, and says so in one sentence', async () => {
    const { store, context } = await library(30)
    const labelSet = store.labelSets.current()
    const before = await trainHead(context, INPUT)
    expect(before).toMatchObject({ promoted: true })
    expect(inEnglish(before.note)).toContain(`Version ${before.head} is in use`)
    // Labels that have nothing to do with the pictures: there is nothing to learn.
    store.journal.decide({
      ...{ labelSet, kind: 'label', actor: 'test', rejections: [], skips: [] },
      labels: store.photos.presentIds().map((photo) => ({
        photo,
        class: store.classes.ensure(labelSet, `class ${((photo * photo * 7) % 11) % 3}`),
      })),
    })
    const after = await trainHead(context, { ...INPUT, strategy: 'contrastive' })
    expect(after.promoted).toBe(false)
    expect(inEnglish(after.note)).toContain(`Version ${after.head} is kept but not used`)
    expect(store.heads.active(labelSet)).toBe(before.head)
    expect(store.heads.list().map(({ id }) => id)).toEqual([before.head, after.head])
    const { blendAccuracy, rivalAccuracy, blendLogLoss, rivalLogLoss } = after.metrics
    expect(blendAccuracy < rivalAccuracy || blendLogLoss >= rivalLogLoss).toBe(true)
  })

  it('stores a head with embeddings and suggestions, and puts it into force', async () => {
    const { store, folder, context, stages } = await library(30)
    const output = await trainHead(context, INPUT)
    expect(output).toMatchObject({ strategy: 'triplet', backend: 'wasm', promoted: true })
    expect(stages).toContain('training')
    expect(store.heads.active(store.labelSets.current())).toBe(output.head)
    const head = store.heads.get(output.head)
    expect(head).toMatchObject({ labels: 30, classes: 3, seed: 5, active: true, metrics: output.metrics })
    expect(head?.dataHash).toMatch(/^[0-9a-f]{64}$/)
    for (const name of ['rawLogLoss', 'blendLogLoss', 'blendWeight', 'logLoss/0', 'logLoss/1', 'loss/1']) {
      expect(output.metrics[name]).toBeTypeOf('number')
    }
    expect(output.metrics.blendLogLoss).toBeLessThanOrEqual(output.metrics.rawLogLoss)
    expect(store.heads.weights(output.head).length).toBeGreaterThan(0)

    const { report } = headReport(store, { head: output.head })
    expect(report?.classes).toEqual(['class 0', 'class 1', 'class 2'])
    expect(report?.confusion.flat().reduce((sum, photos) => sum + photos, 0)).toBe(30)
    expect(report?.calibration.reduce((sum, { photos }) => sum + photos, 0)).toBe(30)
    const right = report?.confusion.reduce((sum, photos, index) => sum + photos[index], 0) ?? 0
    expect(right / 30).toBeCloseTo(output.metrics.blendAccuracy, 6)
    report?.confusion.forEach((row, own) => {
      row.forEach((photos, taken) => {
        const named = report.mistakes.filter((each) => each.class === own && each.taken === taken)
        expect(named).toHaveLength(own === taken ? 0 : photos)
        for (const { photo } of named) expect(trueClass(someProblem, photo)).toBe(report.classes[own])
      })
    })
    expect(() => headReport(store, { head: 99 })).toThrow(expect.objectContaining({ code: 'not-found' }))

    const { ids, matrix } = store.heads.embeddings(output.head)
    expect(ids).toEqual(store.photos.presentIds())
    expect([matrix.rows, matrix.columns]).toEqual([60, 128])
    expect(matrix.data.every(Number.isFinite)).toBe(true)

    const suggestions = store.heads.suggestions(output.head)
    expect(suggestions.map(({ photo }) => photo)).toEqual(Array.from({ length: 30 }, (_, i) => i + 31))
    const rightlySuggested = suggestions.filter(
      ({ photo, classId }) => store.classes.name(classId) === trueClass(someProblem, photo),
    )
    expect(rightlySuggested.length).toBeGreaterThan(26)

    const again = openStore(folder)
    onTestFinished(() => {
      again.close()
    })
    const models = new Models({ store: again })
    const session = new ReviewSession({ store: again, models, actor: 'test', clock: () => 0 })
    const guesses = await session.suggest({ minProbability: 0 })
    expect(guesses.map((guess) => guess.head)).toEqual(Array.from({ length: 30 }, () => output.head))
  })

  it('keeps with the head how photos without a label take part, and answers so', async () => {
    const { store, context } = await library(30)
    const certainties = async (input: Partial<typeof INPUT>): Promise<number[]> => {
      const { head } = await trainHead(context, { ...INPUT, ...input })
      const { hyperParameters } = store.heads.get(head) ?? {}
      expect(hyperParameters).toMatchObject({ propagation: true, collaborativeFiltering: false, ...input })
      const session = new ReviewSession({ store, models: context.models, actor: 'test', clock: () => 0 })
      return (await session.suggest({ minProbability: 0 })).map(({ probability }) => probability)
    }
    const usual = await certainties({ pseudoLabels: true })
    const others = await certainties({ propagation: false, collaborativeFiltering: true, pseudoLabels: true })
    expect(others).toHaveLength(usual.length)
    expect(others).not.toEqual(usual)
  })

  it('keeps the codes that contrastive learns, which choose what neighbours are looked for among', async () => {
    const { store, context } = await library(30)
    const plain = await trainHead(context, INPUT)
    expect(store.heads.codes(plain.head)).toBeUndefined()
    const { head } = await trainHead(context, { ...INPUT, strategy: 'contrastive' })
    const codes = store.heads.codes(head)
    expect(codes).toMatchObject({ rows: 60, bytes: 8 })
    const { neighbours } = await findNeighbours(context, { id: 1, count: 10 })
    expect(neighbours).toHaveLength(10)
    const same = neighbours.filter(({ id }) => trueClass(someProblem, id) === trueClass(someProblem, 1))
    expect(same.length).toBeGreaterThan(7)
  })

  it('gives the same head for the same answers, and keeps the older one', async () => {
    const { store, context } = await library(12)
    const one = await trainHead(context, INPUT)
    const two = await trainHead(context, INPUT)
    const [first, second] = store.heads.list()
    expect([first.active, second.active]).toEqual([false, true])
    expect(second.dataHash).toBe(first.dataHash)
    expect(two.metrics).toEqual(one.metrics)
    expect(store.heads.weights(two.head)).toEqual(store.heads.weights(one.head))
  })

  it('leaves nothing behind when it is cancelled, before it begins and in the midst of it', async () => {
    const { store, context, cancel } = await library(30)
    const early = { ...context, signal: AbortSignal.abort() }
    await expect(trainHead(early, INPUT)).rejects.toMatchObject({ code: 'cancelled' })
    expectNoTrace(store)
    const report = (): void => {
      cancel.abort()
    }
    const long = { ...INPUT, epochs: 5000 }
    await expect(trainHead({ ...context, report }, long)).rejects.toMatchObject({ code: 'cancelled' })
    expectNoTrace(store)
  })

  it.each([0, 1])('says so where %i photos have a label', async (labelled) => {
    const { store, context } = await library(labelled)
    await expect(trainHead(context, INPUT)).rejects.toMatchObject({ code: 'not-enough-labels' })
    expectNoTrace(store)
  })

  it('says so where there are no photos', async () => {
    const store = openStore(await temporaryFolder())
    onTestFinished(() => {
      store.close()
    })
    const { signal } = new AbortController()
    const context = { store, models: new Models({ store }), signal, report: () => undefined, clock: () => 0 }
    const empty = trainHead({ ...context, cacheFolder: await temporaryFolder() }, INPUT)
    await expect(empty).rejects.toMatchObject({ code: 'not-found' })
  })
})
