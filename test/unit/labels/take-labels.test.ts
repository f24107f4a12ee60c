/** @file Labels that photos have already: what is found by folders, keywords and files, and what becomes of it. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { findLabels } from '../../../main/jobs/labels/find-labels.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { setPhotosAside } from '../../../main/jobs/labels/set-aside-photos.ts'
import { takeLabels } from '../../../main/jobs/labels/take-labels.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { rowsAt } from '../../../shared/found-labels.ts'
import type { LabelSource } from '../../../shared/contract/found-labels.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { digikamXmp } from '../../support/photos/xmp.ts'
import { addPhotos, closing } from '../store/support.ts'

const { signal } = new AbortController()

function find(store: Store, from: LabelSource, file?: string) {
  const context = { store, signal, report: () => undefined, clock: () => 0 }
  return findLabels(context, { from, file, encoding: undefined })
}
const namesOf = (store: Store) =>
  Object.fromEntries(
    [...store.journal.labels(store.labelSets.current())].map(([photo, id]) => [
      photo,
      store.classes.name(id),
    ]),
  )

describe('what photos are called', () => {
  it('by their folders is a path of names, which an export of ours is decoded from', async () => {
    const store = storeIn(await temporaryFolder())
    const root = path.join(await temporaryFolder(), 'all photos')
    const ids = await plantPhotos(store, root, {
      'top.jpg': 'a',
      'cats/1.jpg': 'b',
      'cats/2.jpg': 'c',
      'by year/2024/cats/3.jpg': 'd',
      'animals%2Fbirds/4.jpg': 'e',
      'dogs/5.jpg': 'b',
    })
    const found = await find(store, 'folders')
    expect(found).toMatchObject({ photos: 5, named: 5, several: 1, leftOut: 0, problems: [] })
    expect(found.names.map(({ levels, photos }) => [levels.join(' > '), photos])).toEqual([
      ['cats', 2],
      ['all photos', 1],
      ['animals/birds', 1],
      ['by year > 2024 > cats', 1],
      ['dogs', 1],
    ])
    const cats = ['cats/1.jpg', 'cats/2.jpg', 'by year/2024/cats/3.jpg'].map((name) => ids.get(name))
    expect(rowsAt(found, 'last')[0]).toEqual({ name: 'cats', ids: cats })
    expect(rowsAt(found, 'whole').map(({ name }) => name)).toContain('by year/2024/cats')
    expect(rowsAt(found, 2).map(({ name }) => name)).toContain('by year/2024')
  })

  it('by keywords is read from the files as they are now, and told where it cannot be read', async () => {
    const store = storeIn(await temporaryFolder())
    const root = await temporaryFolder()
    const ids = await plantPhotos(store, root, { 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c' })
    await writeFile(path.join(root, 'a.jpg.xmp'), digikamXmp({ tags: ['animals/hen', 'holiday'] }))
    await writeFile(path.join(root, 'b.xmp'), digikamXmp({ subject: ['holiday'] }))
    await writeFile(path.join(root, 'c.xmp'), '<x>')
    const found = await find(store, 'keywords')
    expect(found).toMatchObject({ photos: 3, named: 2, several: 1 })
    expect(found.problems).toMatchObject([
      { path: path.join(root, 'c.xmp'), reason: { key: 'xmp-unreadable' } },
    ])
    expect(rowsAt(found, 'whole')).toEqual([
      { name: 'holiday', ids: [ids.get('a.jpg'), ids.get('b.jpg')] },
      { name: 'animals/hen', ids: [ids.get('a.jpg')] },
    ])
  })

  it('by a file is what the file says, with its paths that lead nowhere', async () => {
    const store = storeIn(await temporaryFolder())
    const root = await temporaryFolder()
    const ids = await plantPhotos(store, root, { 'a.jpg': 'a', 'b.jpg': 'b' })
    const file = path.join(root, 'labels.csv')
    await writeFile(file, 'path,class\na.jpg,animals/hen\nb.jpg,hen\nb.jpg,cock\nnone.jpg,hen\n')
    const found = await find(store, 'file', file)
    expect(found).toMatchObject({ named: 2, several: 1, unknown: [path.join(root, 'none.jpg')] })
    expect(rowsAt(found, 'last')).toEqual([
      { name: 'hen', ids: [ids.get('a.jpg'), ids.get('b.jpg')] },
      { name: 'cock', ids: [ids.get('b.jpg')] },
    ])
    await expect(find(store, 'file')).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('is not read on once it is cancelled', async () => {
    const store = storeIn(await temporaryFolder())
    await plantPhotos(store, await temporaryFolder(), { 'a.jpg': 'a' })
    const cancelled = AbortSignal.abort()
    const context = { store, signal: cancelled, report: () => undefined, clock: () => 0 }
    const input = { from: 'keywords', file: undefined, encoding: undefined } as const
    await expect(findLabels(context, input)).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('first labels', () => {
  it('leave alone what was decided, say so beforehand, and are taken back as one', async () => {
    const store = closing(openMemoryStore())
    const labelSet = store.labelSets.current()
    const [same, other, aside, refused, several, gone, free, free2] = addPhotos(store, 8)
    relabelPhotos(store, { ids: [same], class: 'hen', only: 'all' })
    relabelPhotos(store, { ids: [other], class: 'cock', only: 'all' })
    await setPhotosAside({ store, signal }, { ids: [aside], paths: [], as: 'unsure', only: 'all' })
    const rejections = [{ photo: refused, class: store.classes.ensure(labelSet, 'hen') }]
    store.journal.decide({ labelSet, kind: 'label', actor: 'person', labels: [], rejections, skips: [] })
    store.files.markMissing([store.files.byPath(store.files.pathOf(gone) ?? '')?.id ?? 0])
    const before = { labels: namesOf(store), last: store.journal.lastId() }
    const groups = [
      { class: 'hen', ids: [same, other, aside, refused, several, gone, free, free] },
      { class: 'animals/duck', ids: [several, free2] },
    ]
    const dry = takeLabels(store, { groups, dryRun: true })
    expect(dry).toEqual({
      ...{ decision: before.last, labelled: 2, classes: 2 },
      ...{ same: 1, different: 1, setAside: 1, refused: 1, gone: 1, conflicting: 1 },
      conflicts: [{ id: several, path: '/pictures/5.jpg', classes: ['animals/duck', 'hen'] }],
    })
    expect({ labels: namesOf(store), last: store.journal.lastId() }).toEqual(before)
    expect(takeLabels(store, { groups, dryRun: true, listed: 0 })).toEqual({ ...dry, conflicts: [] })
    const done = takeLabels(store, { groups, dryRun: false })
    expect(done).toEqual({ ...dry, decision: before.last + 1 })
    expect(namesOf(store)).toEqual({ ...before.labels, [free]: 'hen', [free2]: 'animals/duck' })
    expect(store.journal.history(labelSet, 1)).toMatchObject([{ kind: 'import', photos: 2 }])
    expect(store.journal.undo(labelSet)).toBe(done.decision)
    expect(namesOf(store)).toEqual(before.labels)
    // Nothing to label is no decision.
    const last = store.journal.lastId()
    takeLabels(store, {
      groups: [
        { class: 'hen', ids: [same, several] },
        { class: 'x', ids: [several] },
      ],
      dryRun: false,
    })
    expect(store.journal.lastId()).toBe(last)
  })
})
