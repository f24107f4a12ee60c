import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLabelFile } from '../../../main/jobs/labels/label-file.ts'
import { labelPhotos } from '../../../main/jobs/labels/label-photos.ts'
import type { Store } from '../../../main/store/store.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

async function library(contents: Record<string, string>) {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const root = path.join(folder, 'photos')
  const ids = await plantPhotos(store, root, contents)
  return { folder, store, root, ids }
}

const signal = new AbortController().signal
const label = (store: Store, items: { path: string; class: string }[], file?: string) =>
  labelPhotos({ store, signal }, { items, file, encoding: undefined })

async function importing(store: Store, file: string, text: string) {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
  return label(store, [], file)
}

/** Class name by photo id. */
function labels(store: Store): Map<number, string> {
  const current = store.journal.labels(store.labelSets.current())
  return new Map([...current].map(([photo, id]) => [photo, store.classes.name(id)]))
}

describe('labels by path', () => {
  it('labels photos in one decision and lists what is no photo', async () => {
    const { store, root, ids } = await library({ 'a.jpg': 'a', 'b.jpg': 'b' })
    const items = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => ({ path: path.join(root, name), class: 'hen' }))
    expect(await label(store, items)).toEqual({
      labelled: 2,
      unknown: [path.join(root, 'c.jpg')],
      conflicts: [],
      ambiguous: [],
    })
    expect(labels(store)).toEqual(new Map([...ids.values()].map((id) => [id, 'hen'])))
    expect(store.journal.history(store.labelSets.current())).toMatchObject([{ kind: 'label', photos: 2 }])
  })

  it('replaces an earlier label by hand', async () => {
    const { store, root, ids } = await library({ 'a.jpg': 'a' })
    const file = path.join(root, 'a.jpg')
    await label(store, [{ path: file, class: 'hen' }])
    await label(store, [{ path: file, class: 'duck' }])
    expect(labels(store)).toEqual(new Map([[ids.get('a.jpg'), 'duck']]))
  })

  it('finds a photo through a symbolic link', async () => {
    const { folder, store } = await library({ 'a.jpg': 'a' })
    await symlink(path.join(folder, 'photos'), path.join(folder, 'alias'))
    const result = await label(store, [{ path: path.join(folder, 'alias', 'a.jpg'), class: 'hen' }])
    expect(result).toMatchObject({ labelled: 1, unknown: [] })
  })
})

describe('labels from a file', () => {
  it('takes absolute paths, paths from the file and paths from a root', async () => {
    const { folder, store, root } = await library({ 'a.jpg': 'a', 'b.jpg': 'b', 'sub/c.jpg': 'c' })
    const rows = ['path,class', `${root}/a.jpg,hen`, '../photos/b.jpg,hen', 'sub/c.jpg,duck', 'd.jpg,duck']
    const result = await importing(store, path.join(folder, 'lists', 'labels.csv'), rows.join('\n'))
    expect(result).toEqual({
      labelled: 3,
      unknown: [path.join(folder, 'lists', 'd.jpg')],
      conflicts: [],
      ambiguous: [],
    })
    expect([...labels(store).values()].sort()).toEqual(['duck', 'hen', 'hen'])
  })

  it('leaves the same content under two classes without a label, as a conflict', async () => {
    const { folder, store, root, ids } = await library({ '1/x.jpg': 'same', '2/y.jpg': 'same', 'z.jpg': 'z' })
    const text = 'path,class\n1/x.jpg,hen\n2/y.jpg,duck\nz.jpg,duck\n'
    const result = await importing(store, path.join(folder, 'labels.csv'), text)
    expect(result).toEqual({
      labelled: 1,
      unknown: [],
      conflicts: [{ path: path.join(root, '1/x.jpg'), classes: ['duck', 'hen'] }],
      ambiguous: [],
    })
    expect(labels(store)).toEqual(new Map([[ids.get('z.jpg'), 'duck']]))
  })

  it('never changes a confirmed label', async () => {
    const { folder, store, root } = await library({ 'a.jpg': 'a' })
    await label(store, [{ path: path.join(root, 'a.jpg'), class: 'hen' }])
    const result = await importing(store, path.join(folder, 'labels.csv'), 'path,class\na.jpg,duck\n')
    expect(result).toMatchObject({ labelled: 0, conflicts: [{ classes: ['duck', 'hen'] }] })
    expect([...labels(store).values()]).toEqual(['hen'])
  })

  it('counts what is labelled so already, and decides nothing', async () => {
    const { folder, store } = await library({ 'a.jpg': 'a' })
    const file = path.join(folder, 'labels.csv')
    await importing(store, file, 'path,class\na.jpg,hen\n')
    expect(await importing(store, file, 'path,class\na.jpg,hen\n')).toMatchObject({
      labelled: 1,
      conflicts: [],
      ambiguous: [],
    })
    expect(store.journal.history(store.labelSets.current())).toHaveLength(1)
  })

  it.each([
    ['no header', 'a.jpg,hen\n', /line 1 must name the columns path and class/],
    [
      'a line without a class',
      'path,class\na.jpg,hen\nb.jpg,\n',
      /labels\.csv: line 3 has no usable class\.$/,
    ],
    ['a line without a path', 'path,class\n ,hen\n', /labels\.csv: line 2 has no path\.$/],
    ['a line with too many fields', 'path,class\na.jpg,hen,duck\n', /labels\.csv: .*line 2/],
    ['an open quote', 'path,class\n"a.jpg,hen\n', /labels\.csv: .*[Qq]uot/],
    ['nothing', '', /labels\.csv: /],
  ])('names file and line of %s, and labels nothing', async (_name, text, message) => {
    const { folder, store } = await library({ 'a.jpg': 'a' })
    const attempt = importing(store, path.join(folder, 'labels.csv'), text)
    await expect(attempt).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(message) as string,
    })
    expect(labels(store).size).toBe(0)
  })

  it('says which file cannot be read', async () => {
    const folder = await temporaryFolder()
    await expect(readLabelFile(path.join(folder, 'none.csv'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('none.csv') as string,
    })
  })

  it('reads what spreadsheets write: byte-order mark, semicolons, CRLF, quotes, columns in another order', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'labels.csv')
    await writeFile(file, '\uFEFFClass;Note;Path\r\n"hen; brown";x;"a ""1"".jpg"\r\n\r\n')
    expect(await readLabelFile(file)).toEqual([
      { path: 'a "1".jpg', relative: '', class: 'hen; brown', line: 2 },
    ])
  })

  it('refuses a file that is not UTF-8', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'labels.csv')
    await writeFile(file, Buffer.from('path,class\na.jpg,K\xfche\n', 'latin1'))
    await expect(readLabelFile(file)).rejects.toMatchObject({ code: 'bad-input' })
  })
})
