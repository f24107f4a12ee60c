/** @file Groups that a person merges and splits by hand: what becomes of them, what is refused, and that all of it is undone exactly. */
import { describe, expect, it } from 'vitest'
import type { Input, Output } from '../../../shared/contract.ts'
import { GroupingChange } from '../../../shared/contract/groups.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { changeGrouping } from '../../../main/jobs/similarity/change-grouping.ts'
import { groupPhotos } from '../../../main/jobs/similarity/group-photos.ts'
import { keptGrouping } from '../../../main/jobs/similarity/kept-grouping.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { bunches } from '../../support/training/vectors.ts'
import { addPhotos, closing, hashOf, label } from '../store/support.ts'

const BUNCHES = 4
const DIMENSIONS = 16

/** 40 photos in four bunches, grouped into as many groups; photo i lies in bunch i % 4. */
async function grouped(clusters = BUNCHES) {
  const store = closing(openMemoryStore())
  const ids = addPhotos(store, 40)
  const backbone = store.features.ensureBackbone({
    name: 'efficientnet-lite2-int8',
    sha256: hashOf(0),
    levels: [{ name: 'features', dimensions: DIMENSIONS }],
  })
  const x = bunches(BUNCHES, 10, DIMENSIONS, 0.2, 5)
  ids.forEach((id, i) => {
    store.features.put(backbone, id, { features: row(x, i) })
  })
  store.features.setActive(backbone)
  const models = new Models({ store })
  const { signal } = new AbortController()
  const context = { store, models, signal, report: () => undefined, clock: () => 0 }
  await groupPhotos(context, { clusters, seed: 1 })
  const change = (
    how: Input<'changeGrouping'>['change'],
    grouping = keptGrouping(store).grouping?.id ?? 0,
  ): Promise<Output<'changeGrouping'>> =>
    changeGrouping(context, { grouping, change: GroupingChange.parse(how) })
  return { store, ids, change, again: () => groupPhotos(context, { clusters: 7, seed: 2 }) }
}

const groupsIn = (store: Store) => [...keptGrouping(store).groupOf]
const sizesIn = (store: Store) =>
  [...Map.groupBy(groupsIn(store), (group) => group).values()]
    .map((same) => same.length)
    .sort((a, b) => a - b)

describe('groups changed by hand', () => {
  it('become one that has the first number, with likenesses to the centre of all its photos', async () => {
    const { store, change } = await grouped()
    const before = keptGrouping(store)
    const { grouping } = await change({ kind: 'merge', groups: [3, 1] })
    const after = keptGrouping(store)
    expect(before.grouping).toMatchObject({ byHand: false, isFirst: true })
    expect(after.grouping).toMatchObject({ id: grouping, isCurrent: true, byHand: true, isFirst: false })
    expect(groupsIn(store)).toEqual([...before.groupOf].map((group) => (group === 3 ? 1 : group)))
    before.groupOf.forEach((group, i) => {
      if (group === 1 || group === 3) expect(after.similarity[i]).toBeLessThan(before.similarity[i])
      else expect(after.similarity[i]).toBe(before.similarity[i])
    })
  })

  it('become several that look more alike; the others stay as they are', async () => {
    const { store, change } = await grouped(1)
    expect(await change({ kind: 'split', group: 0, into: BUNCHES })).toMatchObject({ parts: BUNCHES })
    expect(sizesIn(store)).toEqual([10, 10, 10, 10])
    const groups = groupsIn(store)
    expect(new Set(groups)).toEqual(new Set([0, 1, 2, 3]))
    groups.forEach((group, i) => {
      expect(group).toBe(groups[i % BUNCHES])
    })
    await change({ kind: 'split', group: 2, into: 2 })
    const again = groupsIn(store)
    expect(new Set(again)).toEqual(new Set([0, 1, 2, 3, 4]))
    groups.forEach((group, i) => {
      if (group !== 2) expect(again[i]).toBe(group)
    })
  })

  it('come back step by step, exactly as they were, and no further than they were made', async () => {
    const { store, change } = await grouped()
    const states = [keptGrouping(store)]
    await change({ kind: 'merge', groups: [0, 1] })
    states.push(keptGrouping(store))
    await change({ kind: 'split', group: 2, into: 3 })
    for (const state of states.reverse()) {
      await change({ kind: 'undo' })
      expect(keptGrouping(store)).toEqual(state)
    }
    await expect(change({ kind: 'undo' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('come back also after the photos were grouped anew', async () => {
    const { store, change, again } = await grouped()
    await change({ kind: 'merge', groups: [0, 1] })
    const byHand = keptGrouping(store)
    await again()
    expect(keptGrouping(store).grouping).toMatchObject({ byHand: false, isFirst: false })
    await change({ kind: 'undo' })
    expect(keptGrouping(store)).toEqual(byHand)
  })

  it('come back before decisions that are older, and after those that are newer', async () => {
    const { store, ids, change } = await grouped()
    const set = store.labelSets.current()
    const cat = store.classes.ensure(set, 'cat')
    const id = () => keptGrouping(store).grouping?.id ?? 0
    const first = id()
    const undo = async () => (await change({ kind: 'undo', unlessDecided: true })).grouping
    label(store, set, [{ photo: ids[0], class: cat }])
    const merged = (await change({ kind: 'merge', groups: [0, 1] })).grouping
    label(store, set, [{ photo: ids[1], class: cat }])
    expect(await undo()).toBe(merged)
    store.journal.undo(set)
    store.journal.redo(set)
    expect(await undo()).toBe(merged) // what was redone is newer as well
    store.journal.undo(set)
    expect(await undo()).toBe(first)
    expect(await undo()).toBe(first) // the first label is newer than these groups
    store.journal.undo(set)
    expect(await undo()).toBe(first) // there are no groups before
    expect(id()).toBe(first)
  })

  it('are refused where they are not as the person saw them, or cannot be changed so', async () => {
    const { store, change } = await grouped()
    const first = keptGrouping(store).grouping?.id
    await change({ kind: 'merge', groups: [0, 1] })
    const before = keptGrouping(store)
    await expect(change({ kind: 'merge', groups: [2, 3] }, first)).rejects.toMatchObject({ code: 'conflict' })
    await expect(change({ kind: 'merge', groups: [1, 2] })).rejects.toMatchObject({ code: 'not-found' })
    await expect(change({ kind: 'split', group: 9, into: 2 })).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(keptGrouping(store)).toEqual(before)
    // Another network sees other likenesses.
    const other = store.features.ensureBackbone({
      name: 'efficientnet-lite0-int8',
      sha256: hashOf(1),
      levels: [{ name: 'features', dimensions: 2 }],
    })
    for (const id of before.ids) store.features.put(other, id, { features: matrix(1, 2).data.fill(id) })
    store.features.setActive(other)
    expect(keptGrouping(store).grouping).toMatchObject({ isCurrent: false })
    await expect(change({ kind: 'merge', groups: [2, 3] })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('become no more than differ: copies stay together', async () => {
    const { store, ids, change } = await grouped(1)
    const backbone = store.features.active()?.id ?? 0
    ids.forEach((id, i) => {
      const features = new Float32Array(DIMENSIONS)
      features[i % 3] = 1
      store.features.put(backbone, id, { features })
    })
    expect(await change({ kind: 'split', group: 0, into: 5 })).toMatchObject({ parts: 3 })
    expect(new Set(groupsIn(store)).size).toBe(3)
  })

  it('stay one where its photos are all the same', async () => {
    const { store, ids, change } = await grouped()
    const backbone = store.features.active()?.id ?? 0
    for (const id of ids) store.features.put(backbone, id, { features: new Float32Array(DIMENSIONS).fill(1) })
    await expect(change({ kind: 'split', group: 0, into: 2 })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
