/** @file Photos are set aside and brought back; what counts them, what leaves them alone, and what refuses them as classes. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { historyLines } from '../../../main/jobs/history/history-file.ts'
import { importHistory } from '../../../main/jobs/history/import-history.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { setPhotosAside } from '../../../main/jobs/labels/set-aside-photos.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { serve } from '../../../main/engine/serve.ts'
import { createClient } from '../../../shared/client.ts'
import type { Output } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { SetAsideAs } from '../../../shared/set-aside.ts'
import { engineIn, plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { addPhotos, closing } from '../store/support.ts'

const signal = new AbortController().signal

const NAMES = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']

/** Four photos, the first of them a hen and the second a duck. */
async function library() {
  const folder = await temporaryFolder()
  const root = path.join(folder, 'photos')
  const store = storeIn(folder)
  const ids = await plantPhotos(store, root, Object.fromEntries(NAMES.map((name) => [name, name])))
  const engine = engineIn(folder)
  const [port, other] = memoryPortPair()
  serve(engine, other)
  const client = createClient(port)
  const [a, b, c, d] = NAMES.map((name) => ids.get(name) ?? 0)
  await client.call('relabel', { ids: [a], class: 'hen' })
  await client.call('relabel', { ids: [b], class: 'duck' })
  const at = (name: string) => path.join(root, name)
  return { folder, client, at, a, b, c, d }
}

/** Of each photo its class, what it is set aside as, or nothing. */
function told({ ids, classOf, classes, setAside, confirmed }: Output<'photos'>): Map<PhotoId, string> {
  return new Map(
    [...ids].flatMap((id, row): [PhotoId, string][] => {
      if (setAside[row] > 0) {
        expect([classOf[row], confirmed[row]]).toEqual([-1, 0])
        return [[id, `/${SetAsideAs.options[setAside[row] - 1]}`]]
      }
      return confirmed[row] === 1 ? [[id, classes[classOf[row]]]] : []
    }),
  )
}

describe('photos that are set aside', () => {
  it('lose their class, which was said beforehand and which undo restores', async () => {
    const { client, a, b, c } = await library()
    const before = told(await client.call('photos', {}))
    const impact = await client.call('bulkImpact', { ids: [a, c] })
    expect(impact).toMatchObject({ photos: 2, confirmed: 1, setAside: 0 })
    const done = await client.call('setAside', { ids: [a, c, c], as: 'unsure' })
    expect(done).toMatchObject({ changed: 2, confirmed: 1, unknown: [], ambiguous: [] })
    expect(told(await client.call('photos', {}))).toEqual(
      new Map([
        [a, '/unsure'],
        [b, 'duck'],
        [c, '/unsure'],
      ]),
    )
    expect(await client.call('bulkImpact', { ids: [a, b, c] })).toMatchObject({ confirmed: 1, setAside: 2 })
    const status = await client.call('status', {})
    expect(status).toMatchObject({ photos: 4, labelled: 1, classes: [{ name: 'duck', photos: 1 }] })
    expect(status.setAside).toEqual({ unsure: 2, 'no-subject': 0, 'near-copy': 0, 'poor-quality': 0 })
    expect(await client.call('photo', { id: a })).toMatchObject({
      class: null,
      suggestion: null,
      setAside: 'unsure',
    })
    const { decisions } = await client.call('history', {})
    expect(decisions[0]).toMatchObject({
      kind: 'label',
      photos: 2,
      classes: ['/unsure'],
      formerClasses: ['hen'],
    })
    expect(await client.call('undo', {})).toEqual({ undone: [done.decision] })
    expect(told(await client.call('photos', {}))).toEqual(before)
  })

  it('keep a class that they got meanwhile, where the caller believes that they have none', async () => {
    const { client, a, b, c, d } = await library()
    await client.call('setAside', { ids: [d], as: 'no-subject' })
    const done = await client.call('setAside', { ids: [a, c, d], as: 'unsure', only: 'unlabelled' })
    expect(done).toMatchObject({ changed: 2, confirmed: 0 })
    const after = new Map([
      [a, 'hen'],
      [b, 'duck'],
      [c, '/unsure'],
      [d, '/unsure'],
    ])
    expect(told(await client.call('photos', {}))).toEqual(after)
    const none = await client.call('setAside', { ids: [a, b], as: 'unsure', only: 'unlabelled' })
    expect(none).toMatchObject({ decision: done.decision, changed: 0, confirmed: 0 })
  })

  it('are brought back without a class, and others stay as they are', async () => {
    const { client, a, b, c, d, at } = await library()
    await client.call('setAside', { ids: [c], as: 'no-subject' })
    const again = await client.call('setAside', { ids: [c], as: 'no-subject' })
    expect(again.changed).toBe(0)
    await client.call('setAside', { paths: [at('c.jpg')], as: 'near-copy' })
    expect((await client.call('photo', { id: c })).setAside).toBe('near-copy')
    const back = await client.call('setAside', { ids: [a, b, c, d], paths: [at('none.jpg')], as: null })
    expect(back).toMatchObject({ changed: 1, confirmed: 0, unknown: [at('none.jpg')] })
    expect(told(await client.call('photos', {}))).toEqual(
      new Map([
        [a, 'hen'],
        [b, 'duck'],
      ]),
    )
  })

  it('get a class where a person names them, and where nothing but photos without a label is named they do not', async () => {
    const { client, a, b, c, d } = await library()
    await client.call('setAside', { ids: [c, d], as: 'unsure' })
    const aside = new Map([
      [a, 'hen'],
      [b, 'duck'],
      [c, '/unsure'],
      [d, '/unsure'],
    ])
    const groups = [{ class: 'hen', ids: [c, d] }]
    expect(await client.call('nameUnlabelled', { groups })).toMatchObject({ labelled: 0, refused: 0 })
    expect(await client.call('confirm', { groups })).toMatchObject({ labelled: 0 })
    expect(await client.call('relabel', { ids: [c, d], class: null })).toMatchObject({ labelled: 0 })
    expect(await client.call('relabel', { ids: [c], class: 'hen', only: 'confirmed' })).toMatchObject({
      labelled: 0,
    })
    expect(told(await client.call('photos', {}))).toEqual(aside)
    expect(await client.call('relabel', { ids: [c], class: 'hen' })).toMatchObject({ labelled: 1 })
    expect(told(await client.call('photos', {}))).toEqual(aside.set(c, 'hen'))
  })

  it('are a conflict for an import, which replaces nothing that was said', async () => {
    const { client, folder, c } = await library()
    await client.call('setAside', { ids: [c], as: 'unsure' })
    const file = path.join(folder, 'labels.csv')
    await writeFile(file, 'path,class\nphotos/c.jpg,hen\n')
    const { labelled, conflicts } = await client.call('label', { file })
    expect([labelled, conflicts.map(({ classes }) => classes)]).toEqual([0, [['/unsure', 'hen']]])
  })

  it('come over with the history of a library, and stand there by names that no class has', async () => {
    const [from, to, other] = [1, 2, 3].map(() => closing(openMemoryStore()))
    const [a, b, c] = addPhotos(from, 3)
    await setPhotosAside({ store: from, signal }, { ids: [a, b], paths: [], as: 'poor-quality', only: 'all' })
    relabelPhotos(from, { ids: [c], class: 'poor-quality', only: 'all' })
    const lines = [...historyLines(from.journal)]
    // A Twinsort that knows no photos set aside says that a newer one wrote it; it reads what has none.
    expect(lines[0]).toContain('"version":2')
    expect([...historyLines(to.journal)][0]).toContain('"version":1')
    expect(lines.join('')).toContain('"to":"/poor-quality"')
    const file = path.join(await temporaryFolder(), 'history.jsonl')
    await writeFile(file, lines.join(''))
    addPhotos(to, 3)
    expect(await importHistory({ store: to, signal }, { file })).toMatchObject({ labelled: 3, conflicts: [] })
    expect(to.journal.setAside(1)).toEqual(from.journal.setAside(1))
    expect([...to.journal.labels(1).keys()]).toEqual([c])
    expect(to.check()).toEqual([])
    // Where a person said otherwise, neither takes the place of the other.
    addPhotos(other, 3)
    relabelPhotos(other, { ids: [a], class: 'hen', only: 'all' })
    await setPhotosAside({ store: other, signal }, { ids: [c], paths: [], as: 'unsure', only: 'all' })
    const { conflicts } = await importHistory({ store: other, signal }, { file })
    expect(conflicts.map(({ here, file: there }) => [here.class, there.class])).toEqual([
      ['hen', '/poor-quality'],
      ['/unsure', 'poor-quality'],
    ])
  })

  it('are no class that could be renamed, merged, split, deleted or named', async () => {
    const { client, a, c } = await library()
    await client.call('setAside', { ids: [c], as: 'unsure' })
    const refused: unknown = expect.objectContaining({
      code: 'bad-input',
      message: expect.stringContaining('set aside') as string,
    })
    const name = '/unsure'
    await expect(client.call('renameClass', { from: name, to: 'odd' })).rejects.toEqual(refused)
    await expect(client.call('renameClass', { from: 'hen', to: name })).rejects.toEqual(refused)
    await expect(client.call('mergeClasses', { classes: ['hen'], into: name })).rejects.toEqual(refused)
    await expect(client.call('deleteClass', { class: name })).rejects.toEqual(refused)
    const parts = [{ class: 'x', photos: [c] }]
    await expect(client.call('splitClass', { class: name, parts })).rejects.toEqual(refused)
    await expect(client.call('relabel', { ids: [a], class: name })).rejects.toEqual(refused)
    // A class of the person's own may be called so: it is another one.
    await client.call('relabel', { ids: [a], class: 'unsure' })
    const { classes } = await client.call('classes', {})
    expect(classes.map((row) => [row.name, row.confirmed])).toEqual([
      ['duck', 1],
      ['unsure', 1],
    ])
  })

  it('are not in class folders and tables, which say how many these are', async () => {
    const { client, folder, a, b, c } = await library()
    await client.call('setAside', { ids: [a, c], as: 'near-copy' })
    for (const format of ['imagefolder', 'csv', 'jsonl'] as const) {
      const out = path.join(folder, `out-${format}`)
      const done = await client.call('export', { format, out })
      expect(done).toMatchObject({ written: 1, setAside: 2 })
      expect(done.notes).toEqual([sentence('export-set-aside', { count: 2 })])
    }
    await client.call('setAside', { ids: [b], as: 'near-copy' })
    const none = await client.call('export', {
      format: 'imagefolder',
      out: path.join(folder, 'out-imagefolder'),
    })
    expect(none).toMatchObject({
      written: 0,
      setAside: 3,
      removed: [expect.stringContaining('b.jpg') as string],
    })
  })
})
