import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { drawSplit, openArena } from '../../../main/lab/compare/arena.ts'
import { Random } from '../../../main/math/random.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { libraryToCompare } from '../../support/training/compare.ts'
import { drawThumbnails } from '../../support/photos/drawn-thumbnails.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { someProblem } from '../../support/review.ts'

const resources = path.resolve(import.meta.dirname, '../../../resources')

describe('comparing strategies', () => {
  it('puts every wanted strategy on the same splits, twice the same, and leaves no trace', async () => {
    const { store, run } = await libraryToCompare()
    const before = { heads: store.heads.list(), decisions: store.journal.lastId(), jobs: store.jobs.list() }
    const strategies = [
      'ridge',
      'propagation',
      'collaborative-filtering',
      'fast-path',
      'siamese-softmax',
    ] as const
    const input = { strategies: [...strategies], labelsPerClass: [4], repeats: 1, pseudoLabels: true }
    const first = await run(input)
    const again = await run(input)
    const withoutTime = ({ rows }: typeof first) =>
      rows.map((row) => ({ ...row, seconds: 0, processMegabytes: 0 }))
    expect(withoutTime(again)).toEqual(withoutTime(first))
    expect(first.rows.map(({ strategy, labelsPerClass }) => [strategy, labelsPerClass])).toEqual(
      strategies.map((strategy) => [strategy, 4]),
    )
    for (const row of first.rows) {
      for (const share of [row.accuracy, row.knnAccuracy, row.clusterPurity]) {
        expect(share).toBeGreaterThan(1 / first.classes)
        expect(share).toBeLessThanOrEqual(1)
      }
      expect(row.blendAccuracy === null).toBe(row.seconds === 0)
    }
    expect({ heads: store.heads.list(), decisions: store.journal.lastId(), jobs: store.jobs.list() }).toEqual(
      before,
    )
    store.close()
  })

  it('trains networks from the pictures beside what is trained on features, and says what memory they take', async () => {
    const { store, folder, run } = await libraryToCompare()
    await drawThumbnails(folder, store, someProblem)
    const { rows } = await run({
      strategies: ['triplet', 'cnn', 'siamese-cnn', 'fast-path'],
      labelsPerClass: [6],
      repeats: 1,
      epochs: 6,
    })
    expect(rows.map(({ strategy }) => strategy)).toEqual(['triplet', 'cnn', 'siamese-cnn', 'fast-path'])
    const [head, cnn, siamese, fastPath] = rows
    expect(fastPath.tensorMegabytes).toBeNull()
    for (const row of [cnn, siamese]) {
      expect(row.accuracy).toBeGreaterThan(0.5) // three classes of pictures that look unlike
      expect(row.blendAccuracy).toBeGreaterThan(0.9)
      expect(row.tensorMegabytes).toBeGreaterThan(head.tensorMegabytes ?? 0)
    }
    expect(await readdir(path.join(folder, 'pixels'))).toHaveLength(1)
    store.close()
  })

  it('refines the shipped network on the maps of the pictures, which are kept', async () => {
    const { store, folder, run } = await libraryToCompare()
    await drawThumbnails(folder, store, someProblem)
    const { rows } = await run({ strategies: ['fine-tune'], labelsPerClass: [4], repeats: 1, epochs: 1 })
    expect(rows).toMatchObject([{ strategy: 'fine-tune', labelsPerClass: 4 }])
    expect(rows[0].accuracy).toBeGreaterThan(0.5) // three classes of pictures that look unlike
    expect(await readdir(path.join(folder, 'maps'))).toHaveLength(1)
    store.close()
  })

  it('tests only on photos that carry no label, and labels as many of each class as were asked for', async () => {
    const { store } = await libraryToCompare()
    const names = someProblem.truth.names
    const ids = store.photos.presentIds()
    const classOf = new Map(ids.map((id, index) => [id, names[someProblem.truth.classOf[index]]]))
    const cacheFolder = await temporaryFolder()
    const { signal } = new AbortController()
    const models = new Models({ store, cacheFolder })
    const context = { store, models, cacheFolder, signal, resources, report: () => undefined }
    const arena = await openArena(context, classOf)
    const split = drawSplit(arena, 3, new Random(1))
    for (const index of split.tested) expect(split.labels[index]).toBe(-1)
    const labelled = [...split.labels.keys()].filter((index) => split.labels[index] >= 0)
    for (const index of labelled) expect(split.labels[index]).toBe(arena.truth[index])
    for (const [label, size] of arena.sizes.entries()) {
      const wanted = Math.min(3, Math.floor(size / 2))
      expect(labelled.filter((index) => split.labels[index] === label)).toHaveLength(wanted)
    }
    expect(labelled.length + split.tested.length).toBe(ids.length)
    store.close()
  })

  it('tests on no photo that lies in a stack with a labelled one, unless nothing else is left', () => {
    const truth = Int32Array.from({ length: 24 }, (_, index) => index % 2)
    const draw = (stacks: Int32Array) =>
      drawSplit({ truth, classCount: 2, space: { stacks } }, 3, new Random(2))
    const pairs = truth.map((_, index) => index - (index % 4 >= 2 ? 2 : 0)) // 0 with 2, 1 with 3, 4 with 6, ..
    const { labels, tested } = draw(pairs)
    const labelled = new Set([...pairs].filter((_, index) => labels[index] >= 0))
    expect(labels.filter((label) => label >= 0)).toHaveLength(6)
    expect(tested.length).toBeGreaterThan(0)
    expect([...tested]).toEqual([...pairs.keys()].filter((index) => !labelled.has(pairs[index])))
    expect(draw(new Int32Array(24)).tested).toHaveLength(18)
  })

  it('measures with one label a class what needs no training, and says what does', async () => {
    const { store, run } = await libraryToCompare()
    const { rows, notes } = await run({
      strategies: ['triplet', 'fast-path', 'ridge'],
      labelsPerClass: [1],
      repeats: 1,
    })
    expect(rows.map(({ strategy }) => strategy)).toEqual(['fast-path', 'ridge'])
    expect(notes).toEqual([sentence('compare-needs-labels', { contender: 'triplet' })])
    store.close()
  })

  it('says when there are too few photos for so many labels', async () => {
    const { store, run } = await libraryToCompare()
    await expect(run({ labelsPerClass: [10_000], strategies: ['ridge'] })).rejects.toMatchObject({
      code: 'bad-input',
    })
    store.close()
  })
})
