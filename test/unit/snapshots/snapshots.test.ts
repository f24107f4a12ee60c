/** @file The labels of a moment: kept, compared, exported, and those of another person taken over. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { answerSuspects, openSuspects } from '../../../main/jobs/checking/answer-suspects.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { compareSnapshots, labelsNow, saveSnapshot } from '../../../main/jobs/snapshots/compare-labels.ts'
import { contradictedBy } from '../../../main/jobs/snapshots/contradicted-labels.ts'
import { mergeLibrary } from '../../../main/jobs/snapshots/merge-library.ts'
import { agreementOf } from '../../../main/math/agreement.ts'
import type { Store } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

const FILES = ['a', 'b', 'c', 'd', 'e', 'f']

/** The same photos in each. */
async function library(files: readonly string[] = FILES) {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const root = path.join(folder, 'photos')
  const ids = await plantPhotos(store, root, Object.fromEntries(files.map((file) => [`${file}.jpg`, file])))
  const photo = (file: string) => ids.get(`${file}.jpg`) ?? 0
  return { folder, store, root, photo, label: labeller(store, photo) }
}

function labeller(store: Store, photo: (file: string) => number) {
  const labelSet = store.labelSets.current()
  return (classes: Readonly<Record<string, string | null>>) => {
    const labels = Object.entries(classes).map(([file, name]) => ({
      photo: photo(file),
      class: name === null ? null : store.classes.ensure(labelSet, name),
    }))
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  }
}

const compare = (store: Store, input: { from: string; to?: string }) =>
  compareSnapshots(store, contract.compareSnapshots.input.parse(input))

function merge(store: Store, folder: string, dryRun = false) {
  const { signal } = new AbortController()
  return mergeLibrary({ store, signal }, { library: folder, name: 'theirs', dryRun })
}

describe('a snapshot', () => {
  it('says what became what, with the names that classes had, and undo of everything makes both the same', async () => {
    const { store, root, label } = await library()
    label({ a: 'hen', b: 'hen', c: 'cat', d: 'animals/dog' })
    expect(saveSnapshot(store, 'first')).toMatchObject({ name: 'first', labelled: 4, classes: 3 })
    label({ a: 'cat', c: null, e: 'hen' })
    expect(compare(store, { from: 'first' })).toEqual({
      ...{ added: 1, removed: 1, changed: 1, same: 2 },
      agreement: {
        both: 3,
        same: 2,
        kappa: expect.closeTo((2 / 3 - 2 / 9 - 1 / 9) / (1 - 2 / 9 - 1 / 9)) as number,
      },
      kinds: expect.arrayContaining([
        { from: 'hen', to: 'cat', photos: 1 },
        { from: 'cat', to: null, photos: 1 },
        { from: null, to: 'hen', photos: 1 },
      ]) as unknown,
      photos: [
        { id: expect.any(Number) as number, path: path.join(root, 'a.jpg'), from: 'hen', to: 'cat' },
        { id: expect.any(Number) as number, path: path.join(root, 'c.jpg'), from: 'cat', to: null },
        { id: expect.any(Number) as number, path: path.join(root, 'e.jpg'), from: null, to: 'hen' },
      ],
    })
    saveSnapshot(store, 'second')
    const labelSet = store.labelSets.current()
    store.journal.undo(labelSet)
    expect(compare(store, { from: 'first' })).toMatchObject({
      added: 0,
      removed: 0,
      changed: 0,
      same: 4,
      photos: [],
    })
    expect(compare(store, { from: 'second', to: 'first' })).toMatchObject({
      added: 1,
      removed: 1,
      changed: 1,
      same: 2,
    })
  })

  it('needs a name of its own and a label, and keeps none of the labels when it goes', async () => {
    const { store, label } = await library()
    expect(() => saveSnapshot(store, 'empty')).toThrow(/nothing to keep/)
    label({ a: 'hen' })
    saveSnapshot(store, 'one')
    expect(() => saveSnapshot(store, 'one')).toThrow(/called "one" already/)
    expect(() => compare(store, { from: 'other' })).toThrow(/No snapshot is called "other"/)
    const before = labelsNow(store)
    store.labelSnapshots.remove(store.labelSets.current(), 'one')
    expect(store.labelSnapshots.list(store.labelSets.current())).toEqual([])
    expect(labelsNow(store)).toEqual(before)
  })

  it('is exported as it was', async () => {
    const { store, folder, label } = await library()
    label({ a: 'hen', b: 'cat' })
    saveSnapshot(store, 'then')
    label({ a: 'dog', c: 'dog' })
    const { signal } = new AbortController()
    const context = {
      store,
      models: new Models({ store }),
      signal,
      report: () => undefined,
      resources: 'resources',
    }
    const run = (more: object) =>
      exportLibrary(
        context,
        contract.export.input.parse({
          format: 'jsonl',
          out: path.join(folder, 'out.jsonl'),
          snapshot: 'then',
          ...more,
        }),
        () => Promise.resolve([]),
      )
    expect(await run({})).toMatchObject({ written: 2 })
    const rows = (await readFile(path.join(folder, 'out.jsonl'), 'utf8')).trim().split('\n')
    expect(rows.map((row) => (JSON.parse(row) as { class: string }).class)).toEqual(['hen', 'cat'])
    await expect(run({ includeSuggestions: 0.9 })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(run({ snapshot: 'never' })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('what a snapshot says otherwise', () => {
  it('is doubted, kinds with most photos first, until it was answered about', async () => {
    const { store, photo, label } = await library()
    label({ a: 'cat', b: 'hen', c: 'hen', d: 'dog', e: 'hen' })
    saveSnapshot(store, 'then')
    label({ a: 'dog', b: 'cat', c: 'cat', d: 'dog', e: null, f: 'hen' })
    const doubted = (snapshot: string) =>
      contradictedBy(store, snapshot).map(({ id, class: name, suggested }) => ({ id, name, suggested }))
    const [a, b, c] = ['a', 'b', 'c'].map((file) => photo(file))
    const found = doubted('then')
    expect(found).toEqual([
      { id: b, name: 'cat', suggested: 'hen' },
      { id: c, name: 'cat', suggested: 'hen' },
      { id: a, name: 'dog', suggested: 'cat' },
    ])
    const open = (snapshot?: string) => {
      const labels = found.map(({ id, name }) => ({ id, class: name }))
      return openSuspects(store, { labels, ...(snapshot === undefined ? {} : { snapshot }) }).ids
    }
    answerSuspects(store, { doubted: 'cat', ids: [b], class: 'cat' }) // it is a cat
    answerSuspects(store, { doubted: 'dog', ids: [a], class: 'cat' }) // they were right
    expect(doubted('then').map(({ id }) => id)).toEqual([c])
    expect(open('then')).toEqual([c])
    store.journal.undo(store.labelSets.current())
    expect(doubted('then').map(({ id }) => id)).toEqual([a, c])
  })
})

describe('the library of another person', () => {
  it('gives its labels to photos without one, changes no other, and is taken back by one undo', async () => {
    const mine = await library()
    const theirs = await library([...FILES, 'only there'])
    theirs.label({ a: 'hen', b: 'cat', c: 'dog', d: 'hen', e: 'dog', 'only there': 'hen' })
    mine.label({ a: 'hen', b: 'dog' })
    const labelSet = mine.store.labelSets.current()
    const refused = [{ photo: mine.photo('c'), class: mine.store.classes.ensure(labelSet, 'dog') }]
    mine.store.journal.decide({
      labelSet,
      kind: 'page',
      actor: 'test',
      labels: [],
      rejections: refused,
      skips: [],
    })
    const before = labelsNow(mine.store)
    const entries = mine.store.journal.lastId()
    const preview = merge(mine.store, theirs.store.folder ?? '', true)
    expect([mine.store.journal.lastId(), mine.store.labelSnapshots.list(labelSet)]).toEqual([entries, []])
    const done = merge(mine.store, theirs.store.folder ?? '')
    expect(done).toEqual({ ...preview, decision: entries + 1 })
    expect(done).toMatchObject({ photos: 5, unknown: 1, labelled: 2, same: 1, conflicts: 2 })
    expect(done.agreement).toEqual({ both: 2, same: 1, kappa: 1 / 3 })
    const named = (files: Readonly<Record<string, string>>) =>
      new Map(Object.entries(files).map(([file, name]) => [mine.photo(file), name]))
    expect(labelsNow(mine.store)).toEqual(named({ a: 'hen', b: 'dog', d: 'hen', e: 'dog' }))
    expect(mine.store.labelSnapshots.labels(labelSet, 'theirs')).toEqual(
      named({ a: 'hen', b: 'cat', c: 'dog', d: 'hen', e: 'dog' }),
    )
    // What they say otherwise, from their view to mine.
    expect(compare(mine.store, { from: 'theirs' }).kinds).toEqual(
      expect.arrayContaining([
        { from: 'cat', to: 'dog', photos: 1 },
        { from: 'dog', to: null, photos: 1 },
      ]),
    )
    mine.store.journal.undo(labelSet)
    expect(labelsNow(mine.store)).toEqual(before)
    expect(mine.store.check()).toEqual([])
  })

  it('is read as it is, and left as it is', async () => {
    const mine = await library()
    const theirs = await library()
    theirs.label({ a: 'hen' })
    merge(mine.store, theirs.store.folder ?? '')
    expect(labelsNow(theirs.store).size).toBe(1)
    expect(theirs.store.labelSnapshots.list(theirs.store.labelSets.current())).toEqual([])
    expect(() => merge(mine.store, mine.store.folder ?? '')).toThrow(/the open library itself/)
    expect(() => merge(mine.store, path.join(mine.folder, 'nothing'))).toThrow(/no library/)
    expect(() => merge(mine.store, theirs.store.folder ?? '')).toThrow(/called "theirs" already/)
  })
})

describe("Cohen's kappa", () => {
  it('is below 0 where two agree less than by chance, by a table worked out by hand: (.29 - .35) / (1 - .35)', () => {
    // Of 100 photos: rows are the first person's classes, columns the second's.
    const table = [
      [25, 13, 12],
      [12, 2, 16],
      [3, 15, 2],
    ]
    const pairs = table.flatMap((cells, i) =>
      cells.flatMap((times, j) => Array.from({ length: times }, () => [`${i}`, `${j}`] as const)),
    )
    const one = new Map(pairs.map(([first], index) => [index, first]))
    const other = new Map(pairs.map(([, second], index) => [index, second]))
    expect(agreementOf(one, other)).toEqual({
      both: 100,
      same: 29,
      kappa: expect.closeTo((0.29 - 0.35) / 0.65, 2) as number,
    })
  })

  it('is 1 for the same, the same both ways, and never more', () => {
    const labels = fc.array(fc.constantFrom('a', 'b', 'c', undefined), { maxLength: 30 })
    fc.assert(
      fc.property(labels, labels, (first, second) => {
        const [one, other] = [first, second].map(
          (each) =>
            new Map(each.flatMap((name, index) => (name === undefined ? [] : [[index, name] as const]))),
        )
        const there = agreementOf(one, other)
        const back = agreementOf(other, one)
        expect(there.both).toBe(back.both)
        if (there.kappa !== null) expect(there.kappa).toBeCloseTo(back.kappa ?? NaN)
        expect(there.kappa ?? 0).toBeLessThanOrEqual(1)
        const itself = agreementOf(one, one)
        if (itself.kappa !== null) expect(itself.kappa).toBe(1)
      }),
    )
  })
})
