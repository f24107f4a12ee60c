/** @file Labels whose picture was edited in place, truncated, replaced or deleted: they are counted, listed, and offered again. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { checkLibrary } from '../../../main/jobs/library/check-library.ts'
import { exportRows } from '../../../main/jobs/export/rows.ts'
import { libraryStatus } from '../../../main/jobs/library/library-status.ts'
import { lostLabels, settleLostLabels } from '../../../main/jobs/labels/lost-labels.ts'
import { Random } from '../../../main/math/random.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runIndex, type IndexResult } from '../../support/index-job.ts'
import { drawJpeg, drawLibrary, type DrawnPhoto } from '../../support/photos/pictures.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

let photos: string
let store: Store
let drawn: DrawnPhoto[]

beforeEach(async () => {
  photos = path.join(await temporaryFolder(), 'photos')
  drawn = await drawLibrary(photos, { classes: 3, perClass: 2, seed: 5 })
  store = openStore(path.join(await temporaryFolder(), 'library'))
  onTestFinished(() => {
    store.close()
  })
  await index()
  const set = store.labelSets.current()
  const labels = drawn.map((photo) => ({
    photo: store.files.byPath(photo.path)?.photoId ?? 0,
    class: store.classes.ensure(set, photo.class),
  }))
  store.journal.decide({ labelSet: set, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
})

const index = (): Promise<IndexResult> => runIndex({ store, folders: [photos] })

/** As an editor saves it: another compression, nothing else. */
async function saveAgain(file: string): Promise<void> {
  await writeFile(
    file,
    await sharp(await readFile(file))
      .jpeg({ quality: 70 })
      .toBuffer(),
  )
}

function classAt(file: string): string | undefined {
  const set = store.labelSets.current()
  const classId = store.journal.labels(set).get(store.files.byPath(file)?.photoId ?? 0)
  return classId === undefined ? undefined : store.classes.name(classId)
}

/** Every count that the product shows of labels: present ones, and lost ones. */
async function counts(result: IndexResult): Promise<[present: number[], lost: number[]]> {
  const status = libraryStatus(store, '/library')
  const { rows, skipped } = exportRows(store, [])
  const signal = new AbortController().signal
  const check = await checkLibrary({ store, models: new Models({ store }), signal, report: () => undefined })
  expect(check.problems).toEqual([])
  return [
    [status.labelled, status.classes.reduce((sum, { photos: count }) => sum + count, 0), rows.length],
    [
      status.lostLabels,
      result.lostLabels,
      skipped.length,
      check.lostLabels.length,
      lostLabels(store).labels.length,
    ],
  ]
}

test('all counts agree, and say which labels have lost their picture and why', async () => {
  const [resaved, cut, replaced, gone] = drawn.map((photo) => photo.path)
  await saveAgain(resaved)
  await writeFile(cut, (await readFile(cut)).subarray(0, 2000))
  await writeFile(replaced, await drawJpeg('yellow-rings', new Random(99)))
  await rm(gone)
  const result = await index()
  expect(await counts(result)).toEqual([
    [2, 2, 2],
    [4, 4, 4, 4, 4],
  ])
  expect(result.notices).toEqual([
    sentence('notice-lost-labels', { count: 4 }),
    sentence('notice-lost-offered', { count: 1 }),
  ])
  const { labels, offered } = lostLabels(store)
  expect(offered).toBe(1)
  expect(Object.fromEntries(labels.map((label) => [label.path, label.why]))).toEqual({
    [resaved]: 'replaced',
    [cut]: 'unreadable',
    [replaced]: 'replaced',
    [gone]: 'gone',
  })
  expect(labels.find((label) => label.path === resaved)).toMatchObject({
    class: drawn[0].class,
    offer: { photo: store.files.byPath(resaved)?.photoId },
  })
  expect((await index()).lostLabels).toBe(4) // until the person decides
})

test('a label moves to the picture that is nearly the same when the person says so, and back', async () => {
  const [resaved, again] = drawn.map((photo) => photo.path)
  await saveAgain(resaved)
  await saveAgain(again)
  await index()
  expect([classAt(resaved), classAt(again)]).toEqual([undefined, undefined]) // never silently
  const before = [...store.journal.labels(store.labelSets.current())]
  const [first] = lostLabels(store).labels
  expect(settleLostLabels(store, { action: 'carry', photos: [first.photo] })).toMatchObject({ labelled: 1 })
  expect(lostLabels(store).labels).toHaveLength(1)
  expect(settleLostLabels(store, { action: 'carry' })).toMatchObject({ labelled: 1 })
  expect([classAt(resaved), classAt(again)]).toEqual([drawn[0].class, drawn[1].class])
  expect(await counts(await index())).toEqual([
    [6, 6, 6],
    [0, 0, 0, 0, 0],
  ])
  expect(settleLostLabels(store, { action: 'carry' })).toEqual({ decision: null, labelled: 0 })
  store.journal.undo(store.labelSets.current())
  store.journal.undo(store.labelSets.current())
  expect([...store.journal.labels(store.labelSets.current())]).toEqual(before)
  expect(store.check()).toEqual([])
})

test('a picture saved twice still knows the label of the first; one that has a label is offered none', async () => {
  const [twice, taken] = drawn.map((photo) => photo.path)
  for (let times = 0; times < 2; times += 1) {
    await saveAgain(twice)
    await writeFile(
      twice,
      await sharp(await readFile(twice))
        .jpeg({ quality: 60 - times })
        .toBuffer(),
    )
    await index()
  }
  await saveAgain(taken)
  await index()
  const set = store.labelSets.current()
  const labels = [
    { photo: store.files.byPath(taken)?.photoId ?? 0, class: store.classes.ensure(set, 'by hand') },
  ]
  store.journal.decide({ labelSet: set, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  const offers = lostLabels(store).labels.map(({ path: file, offer }) => [file, offer?.photo ?? null])
  expect(offers).toEqual([
    [twice, store.files.byPath(twice)?.photoId],
    [taken, null],
  ])
})

test('labels can be taken off for good; a file that is whole again has its label by itself', async () => {
  const [cut, gone] = drawn.map((photo) => photo.path)
  const whole = await readFile(cut)
  await writeFile(cut, whole.subarray(0, 2000))
  await rm(gone)
  expect((await index()).lostLabels).toBe(2)
  await writeFile(cut, whole)
  expect((await index()).lostLabels).toBe(1)
  expect(classAt(cut)).toBe(drawn[0].class)
  expect(settleLostLabels(store, { action: 'drop' })).toMatchObject({ labelled: 1 })
  expect(await counts(await index())).toEqual([
    [5, 5, 5],
    [0, 0, 0, 0, 0],
  ])
})

test('a folder that was removed from the library is named with its labels', async () => {
  store.files.removeRoot(store.files.roots()[0].id)
  expect(lostLabels(store).labels.map(({ path: file, why }) => [file, why])).toEqual(
    drawn.map((photo) => [photo.path, 'folder-removed']).sort(),
  )
  await index()
  expect(lostLabels(store).labels).toEqual([])
})
