/** @file Classes as keywords: beside the photos, in them, read by ExifTool, and read back as the same labels. */
import { execFile } from 'node:child_process'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { openPicture } from '../../../main/ingest/read-photo.ts'
import { keywordsOf } from '../../../main/ingest/xmp/photo-keywords.ts'
import { Sidecars } from '../../../main/ingest/xmp/sidecars.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { ExifTool, packagedExifTool } from '../../../main/jobs/export/keywords/exiftool.ts'
import { findLabels } from '../../../main/jobs/labels/find-labels.ts'
import { takeLabels } from '../../../main/jobs/labels/take-labels.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import type { Store } from '../../../main/store/store.ts'
import { contract, type Input } from '../../../shared/contract.ts'
import { rowsAt } from '../../../shared/found-labels.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { connectToRoom } from '../../../main/engine/connect.ts'
import { settingsIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { encodeJxl } from '../../support/photos/jxl.ts'
import { writeHeic } from '../../support/photos/heic.ts'
import { plantPictures } from '../../support/photos/plant-pictures.ts'
import { digikamXmp, lightroomXmp, pictureWith } from '../../support/photos/xmp.ts'
import { placeIndexedLibrary } from '../../support/window/indexed-library.ts'
import { takeRights, whyNot, withoutRights } from '../../support/read-only-folder.ts'

const run = promisify(execFile)
const EXIFTOOL = packagedExifTool() ?? 'exiftool'
const { signal } = new AbortController()
/** Why nothing can be written into photos here. */
let lacks: string | undefined
beforeAll(async () => {
  lacks = await ExifTool.start().then(
    (tool) => tool.close().then(() => undefined),
    (thrown: unknown) => String(thrown),
  )
})

function exportTo(store: Store, input: Omit<Input<'export'>, 'format'> = {}) {
  const context = {
    store,
    models: new Models({ store }),
    signal,
    report: () => undefined,
    resources: 'resources',
  }
  return exportLibrary(context, contract.export.input.parse({ format: 'xmp', ...input }), () =>
    Promise.resolve([]),
  )
}
function give(store: Store, classes: ReadonlyMap<PhotoId, string | null>): void {
  const labelSet = store.labelSets.current()
  const labels = [...classes].map(([photo, name]) => ({
    photo,
    class: name === null ? null : store.classes.ensure(labelSet, name),
  }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
}
const keywords = async (file: string) =>
  (await keywordsOf(file, new Sidecars())).keywords.map((words) => words.join('/'))
const picture = (colour: string) =>
  sharp({ create: { width: 24, height: 16, channels: 3, background: colour } })
    .jpeg()
    .toBuffer()

/** Three photos, the first with a sidecar of Lightroom. */
async function library() {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const root = path.join(folder, 'photos')
  const ids = await plantPictures(store, root, {
    'a.jpg': await picture('#a00'),
    'b.jpg': await picture('#0a0'),
    'c.jpg': await picture('#00a'),
  })
  const [a, b, c] = [...ids.values()]
  const sidecar = path.join(root, 'a.xmp')
  const before = lightroomXmp({ subject: ['holiday'], hierarchical: ['places|France'] })
  await writeFile(sidecar, before)
  give(
    store,
    new Map([
      [a, 'animals/hen'],
      [b, 'hen'],
    ]),
  )
  return { folder, store, root, a, b, c, sidecar, before }
}

describe('keywords beside the photos', () => {
  it('go into sidecars that are there and new ones, follow the labels, and go with them', async () => {
    const { store, root, a, b, c, sidecar, before } = await library()
    const files = () => readdir(root).then((names) => names.sort())
    const originals = await Promise.all(
      ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => readFile(path.join(root, name))),
    )
    const dry = await exportTo(store, { dryRun: true })
    expect(await files()).toEqual(['a.jpg', 'a.xmp', 'b.jpg', 'c.jpg'])
    expect(await readFile(sidecar, 'utf8')).toBe(before)
    const done = await exportTo(store)
    expect(done).toEqual(dry)
    expect(done).toMatchObject({ written: 2, skipped: [] })
    expect(done.notes.map(({ key, values }) => [key, values.count])).toEqual([
      ['export-xmp-made', 1],
      ['export-xmp-merged', 1],
    ])
    expect(await files()).toEqual(['a.jpg', 'a.xmp', 'b.jpg', 'b.jpg.xmp', 'c.jpg'])
    expect(await keywords(path.join(root, 'a.jpg'))).toEqual(['animals/hen', 'holiday', 'places/France'])
    expect(await keywords(path.join(root, 'b.jpg'))).toEqual(['hen'])
    expect(await exportTo(store)).toMatchObject({ written: 0, skipped: [], notes: [] })

    give(
      store,
      new Map([
        [a, 'cock'],
        [b, null],
        [c, 'holiday'],
      ]),
    )
    const again = await exportTo(store)
    expect(again.written).toBe(3)
    expect(await files()).toEqual(['a.jpg', 'a.xmp', 'b.jpg', 'c.jpg', 'c.jpg.xmp'])
    expect(await keywords(path.join(root, 'a.jpg'))).toEqual(['cock', 'holiday', 'places/France'])
    give(
      store,
      new Map([
        [a, null],
        [c, null],
      ]),
    )
    await exportTo(store)
    expect(await files()).toEqual(['a.jpg', 'a.xmp', 'b.jpg', 'c.jpg'])
    expect(await readFile(sidecar, 'utf8')).toBe(before)
    const now = await Promise.all(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => readFile(path.join(root, name))))
    expect(now).toEqual(originals)
  })

  it('may be of some classes, be called as Adobe calls them, or lie in a folder of their own', async () => {
    const { store, root, folder } = await library()
    await exportTo(store, { classes: ['hen'], xmp: { names: 'replaced' } })
    expect((await readdir(root)).filter((name) => name.endsWith('.xmp')).sort()).toEqual(['a.xmp', 'b.xmp'])
    expect(await keywords(path.join(root, 'a.jpg'))).toEqual(['holiday', 'places/France'])
    const out = path.join(folder, 'elsewhere')
    expect(await exportTo(store, { out })).toMatchObject({ written: 2 })
    expect((await readdir(out)).sort()).toEqual(['a.jpg.xmp', 'b.jpg.xmp'])
    for (const wrong of [{ out, xmp: { place: 'embedded' } }, { includeSuggestions: 0.5 }] as const)
      await expect(exportTo(store, wrong)).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('are told by name where they cannot be written, and nothing else changes', async (test) => {
    const { store, root, a, sidecar } = await library()
    await writeFile(sidecar, '<x:xmpmeta')
    const { skipped, written } = await exportTo(store)
    expect({ written, skipped }).toMatchObject({
      written: 1,
      skipped: [{ path: sidecar, reason: { key: 'xmp-not-merged' } }],
    })
    expect(await readFile(sidecar, 'utf8')).toBe('<x:xmpmeta')
    expect(a).toBeGreaterThan(0)

    await chmod(path.dirname(root), 0o755)
    const why = await whyNot(withoutRights, root)
    if (why !== undefined) return test.skip(why)
    const back = takeRights(root)
    const child = path.join(import.meta.dirname, '../../support/sidecar-child.ts')
    for (const how of ['dry', 'real']) {
      for (const name of ['b.jpg.xmp', 'new.jpg.xmp']) {
        const { stdout } = await withoutRights(root, [child, path.join(root, name), how])
        expect(JSON.parse(stdout)).toMatchObject({
          kind: 'left',
          file: path.join(root, name),
          reason: { key: 'target-denied' },
        })
      }
    }
    back()
  })
})

const CLASSES = [
  'hen',
  'animals/birds',
  'animals/birds/hen',
  'Küken, klein',
  '=1+1',
  '<a href="x">&amp;',
  'a|b',
  'a|b/c',
  'AC/DC',
  'darktable/x',
  '鶏'.repeat(60),
]

describe.each(['beside', 'embedded', 'folder'] as const)('classes as keywords (%s)', (place) => {
  it('are the same labels when they are read in another library', async (test) => {
    if (place === 'embedded' && lacks !== undefined) return test.skip(lacks)
    const folder = await temporaryFolder()
    const store = storeIn(folder)
    const root = path.join(folder, 'photos')
    const colours = CLASSES.map((_, i) => `rgb(${i * 20},${255 - i * 20},${i})`)
    const pictures = await Promise.all(
      colours.map(async (colour, i) => [`${i} ä.jpg`, await picture(colour)] as const),
    )
    const ids = await plantPictures(store, root, Object.fromEntries(pictures))
    const labels = new Map([...ids.values()].map((id, i) => [id, CLASSES[i]]))
    give(store, labels)
    const input = place === 'folder' ? { out: path.join(folder, 'out') } : { xmp: { place } }
    expect(await exportTo(store, input)).toMatchObject({ written: CLASSES.length, skipped: [] })

    const other = storeIn(await temporaryFolder())
    const read: Record<string, Buffer> = {}
    for (const name of ids.keys()) read[name] = await readFile(path.join(root, name))
    const elsewhere = await temporaryFolder()
    const otherIds = await plantPictures(other, elsewhere, read)
    if (place !== 'embedded') {
      const from = place === 'folder' ? path.join(folder, 'out') : root
      for (const name of ids.keys())
        await writeFile(path.join(elsewhere, `${name}.xmp`), await readFile(path.join(from, `${name}.xmp`)))
    }
    const context = { store: other, signal, report: () => undefined, clock: () => 0 }
    const found = await findLabels(context, { from: 'keywords', file: undefined, encoding: undefined })
    expect(found.several).toBe(0)
    const groups = rowsAt(found, 'whole').map(({ name, ids: photos }) => ({ class: name, ids: [...photos] }))
    expect(takeLabels(other, { groups, dryRun: false }).labelled).toBe(CLASSES.length)
    const given = [...other.journal.labels(other.labelSets.current())].map(([photo, id]) => [
      photo,
      other.classes.name(id),
    ])
    expect(new Map(given as [PhotoId, string][])).toEqual(
      new Map([...otherIds.values()].map((id, i) => [id, CLASSES[i]])),
    )
  })
})

const Told = z.tuple([
  z.object({
    Subject: z.union([z.string(), z.array(z.string())]).optional(),
    HierarchicalSubject: z.union([z.string(), z.array(z.string())]).optional(),
    TagsList: z.union([z.string(), z.array(z.string())]).optional(),
    Rating: z.number().optional(),
    Warning: z.string().optional(),
    Error: z.string().optional(),
  }),
])
async function byExiftool(file: string) {
  const { stdout } = await run(EXIFTOOL, ['-j', '-XMP:all', '-Warning', '-Error', '-struct', file])
  const [told] = Told.parse(JSON.parse(stdout))
  return told
}
const FORMATS = {
  'a.jpg': () => pictureWith('jpeg', lightroomXmp({ subject: ['holiday'], hierarchical: ['places|France'] })),
  'a.png': () => pictureWith('png', digikamXmp({ subject: ['holiday'] })),
  'a.webp': () => pictureWith('webp', lightroomXmp({ subject: ['holiday'] })),
  'a.tif': () => pictureWith('tiff', lightroomXmp({ subject: ['holiday'] })),
  'a.avif': () => pictureWith('avif', lightroomXmp({ subject: ['holiday'] })),
  'b.jpg': () => picture('#123'),
  'c.heic': () => Promise.resolve(writeHeic()),
  'd.jxl': () => encodeJxl(new Uint8Array(16 * 16 * 4).fill(90), 16, 16),
  'e.png': () =>
    sharp({ create: { width: 9, height: 9, channels: 3, background: '#321' } })
      .png()
      .toBuffer(),
} as const

describe.each(Object.entries(FORMATS))('keywords inside %s', (name, make) => {
  it('are read by ExifTool, leave all else, and the photo is the same', async (test) => {
    if (lacks !== undefined) return test.skip(lacks)
    const folder = await temporaryFolder()
    const store = storeIn(folder)
    const root = path.join(folder, 'photos')
    const ids = await plantPictures(store, root, { [name]: await make() })
    const file = path.join(root, name)
    const before = await openPicture(file)
    await chmod(file, 0o640)
    const [photo] = ids.values()
    const others = await keywords(file)
    give(store, new Map([[photo, 'animals/hen']]))
    const dry = await exportTo(store, { dryRun: true, xmp: { place: 'embedded' } })
    expect(await openPicture(file)).toMatchObject({ fileHash: before.fileHash })
    const done = await exportTo(store, { xmp: { place: 'embedded' } })
    expect(done).toEqual(dry)
    expect(done).toMatchObject({ written: 1, skipped: [], notes: [{ key: 'export-xmp-embedded' }] })
    expect((await readdir(root)).sort()).toEqual([name])
    expect((await stat(file)).mode & 0o777).toBe(0o640)
    expect(await keywords(file)).toEqual([...others, 'animals/hen'].sort())
    const told = await byExiftool(file)
    expect([told.HierarchicalSubject].flat()).toContain('animals|hen')
    expect([told.TagsList].flat()).toEqual(['animals/hen'])
    expect([told.Subject].flat()).toEqual([...(others.includes('holiday') ? ['holiday'] : []), 'hen'])
    expect(told.Error).toBeUndefined()

    const after = await openPicture(file)
    if (before.kind !== 'picture' || after.kind !== 'picture') throw new Error('It is no picture any more.')
    expect(after.contentHash).toBe(before.contentHash)
    expect(after.fileHash).not.toBe(before.fileHash)
    expect(store.files.byPath(file)).toMatchObject({ fileHash: after.fileHash, photoId: photo })
    // The file is known as it is now, so that nothing is written twice and all can be taken out.
    expect(await exportTo(store, { xmp: { place: 'embedded' } })).toMatchObject({ written: 0, skipped: [] })
    give(store, new Map([[photo, null]]))
    expect(await exportTo(store)).toMatchObject({
      written: 0,
      skipped: [{ reason: { key: 'xmp-embedded-before' } }],
    })
    await exportTo(store, { xmp: { place: 'embedded' } })
    expect(await keywords(file)).toEqual(others)
  })
})

describe('what ExifTool itself writes', () => {
  it('is read here, and a file that changed since it was indexed is left alone', async (test) => {
    if (lacks !== undefined) return test.skip(lacks)
    const { store, root, a } = await library()
    const file = path.join(root, 'a.jpg')
    await run(EXIFTOOL, [
      '-q',
      '-overwrite_original',
      '-XMP-lr:HierarchicalSubject=animals|owl',
      '-IPTC:Keywords=Eule',
      '-XMP-dc:Subject=owl',
      file,
    ])
    expect(await keywords(file)).toEqual(['Eule', 'animals/owl', 'holiday', 'places/France'])
    const sidecar = path.join(root, 'b.xmp')
    await run(EXIFTOOL, [
      '-q',
      '-XMP-digiKam:TagsList=animals/hen',
      '-XMP-dc:Subject=hen',
      '-XMP-dc:Subject=farm',
      '-o',
      sidecar,
      '-tagsfromfile',
      '@',
      path.join(root, 'b.jpg'),
    ]).catch(() => undefined)
    await run(EXIFTOOL, [
      '-q',
      '-XMP-digiKam:TagsList=animals/hen',
      '-XMP-dc:Subject=hen',
      '-XMP-dc:Subject=farm',
      sidecar,
    ]).catch(() => undefined)
    expect(await keywords(path.join(root, 'b.jpg'))).toEqual(['animals/hen', 'farm'])
    const { skipped } = await exportTo(store, { xmp: { place: 'embedded' } })
    expect(skipped).toMatchObject([{ path: file, reason: { key: 'skipped-changed' } }])
    expect(a).toBeGreaterThan(0)
  })
})

describe('labels', () => {
  it('hold when the folder is read again, whoever wrote keywords into the photos', async (test) => {
    if (lacks !== undefined) return test.skip(lacks)
    const folder = await temporaryFolder()
    const photos = await placeIndexedLibrary(folder, { classes: 2, perClass: 6 })
    const engine = connectToRoom(settingsIn(folder))
    onTestFinished(() => engine.close())
    const { client } = engine
    const items = photos.slice(0, 8).map((photo) => ({ path: photo.path, class: photo.class }))
    await client.call('label', { items })
    const labels = async () => {
      const { ids, classOf, confirmed, classes } = await client.call('photos', {})
      return [...ids].map((id, i) => [id, confirmed[i] === 1 ? classes[classOf[i]] : null])
    }
    const before = await labels()
    const done = await client.call('export', { format: 'xmp', xmp: { place: 'embedded' } })
    expect(done).toMatchObject({ written: 8, skipped: [] })
    // Known as they are now: there is nothing to read.
    const nothing = { added: 0, updated: 0, moved: 0, missing: 0, lostLabels: 0, photos: 12 }
    expect(await client.call('index', { folders: [] })).toMatchObject(nothing)
    expect(await labels()).toEqual(before)
    await run(EXIFTOOL, ['-q', '-overwrite_original', '-XMP-dc:Subject+=mine', photos[0].path])
    expect(await client.call('index', { folders: [] })).toMatchObject({ ...nothing, updated: 1 })
    expect(await labels()).toEqual(before)
    expect(await client.call('index', { folders: [], verify: true })).toMatchObject({
      ...nothing,
      photos: 12,
    })
    expect(await labels()).toEqual(before)
  })
})
