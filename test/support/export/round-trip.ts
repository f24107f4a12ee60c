/** @file What becomes of labels that go out in a form and come back into another library of the same photos, elsewhere on the disk. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { readParquet } from '../../../main/files/parquet-file.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { exportHistory } from '../../../main/jobs/history/export-history.ts'
import { importHistory } from '../../../main/jobs/history/import-history.ts'
import { findLabels } from '../../../main/jobs/labels/find-labels.ts'
import { labelPhotos } from '../../../main/jobs/labels/label-photos.ts'
import { takeLabels } from '../../../main/jobs/labels/take-labels.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { rowsAt } from '../../../shared/found-labels.ts'
import { storeIn } from '../engine.ts'
import { temporaryFolder } from '../folder.ts'
import { plantPictures } from '../photos/plant-pictures.ts'
import type { Form } from './forms.ts'

const { signal } = new AbortController()
export const PARTS = { train: 50, validation: 25, test: 25 }
const SUGGESTED = 'e.jpg'
export const TREE = 'animals/birds'
const OTHER_QUESTION = 'sharpness'
/** Names that programs take apart, or for another encoding; and two photos whose names differ in their endings alone. */
const CLASSES: Readonly<Record<string, string>> = {
  'in/a b.jpg': 'hen',
  'in/b.jpg': TREE,
  'in/b.png': 'hen',
  'c%20#1.jpg': 'Küken, "klein"',
  'd.jpg': '=1+1',
}

export interface Library {
  readonly folder: string
  readonly store: Store
  readonly root: string
  readonly files: Readonly<Record<string, Buffer>>
}

function inMemory(): Store {
  const store = openMemoryStore()
  onTestFinished(() => {
    store.close()
  })
  return store
}

/** Photos with classes, one that is only suggested, one without anything; and a second question about one of them. */
export async function libraryToExport({ options }: Pick<Form, 'options'> = {}): Promise<Library> {
  const folder = await temporaryFolder()
  // Moves are remembered in the folder of the library.
  const store = options?.mode === 'move' ? storeIn(folder) : inMemory()
  const root = path.join(folder, 'photos')
  const files: Record<string, Buffer> = {}
  for (const [index, name] of [...Object.keys(CLASSES), SUGGESTED, 'f.jpg'].entries()) {
    const background = { r: index * 30, g: 255 - index * 30, b: index }
    const picture = sharp({ create: { width: 24, height: 16, channels: 3, background } })
    files[name] = await (name.endsWith('.png') ? picture.png() : picture.jpeg()).toBuffer()
  }
  const ids = await plantPictures(store, root, files)
  const open = store.labelSets.current()
  const other = store.labelSets.ensure(OTHER_QUESTION)
  for (const [labelSet, classes] of [
    [open, CLASSES],
    [other, { 'd.jpg': 'not sharp' }],
  ] as const) {
    const labels = Object.entries(classes).map(([name, className]) => ({
      photo: ids.get(name) ?? 0,
      class: store.classes.ensure(labelSet, className),
    }))
    store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  }
  return { folder, store, root, files }
}

/** @returns the folder that holds everything it wrote, beside the photos or in them too. */
export async function exportAs(
  { store, root, folder }: Library,
  { format, options }: Form,
  more: Form['options'] = {},
): Promise<string> {
  const into = path.join(folder, 'exported')
  if (format === 'history') {
    await exportHistory(store.journal, path.join(into, 'history.jsonl'))
    return into
  }
  const endings: Partial<Record<typeof format, string>> = { imagefolder: '', fiftyone: '' }
  const out = format === 'xmp' ? '' : path.join(into, endings[format] ?? `labels.${format}`)
  const context = {
    store,
    models: new Models({ store }),
    signal,
    report: () => undefined,
    resources: 'resources',
  }
  const photo = store.files.byPath(path.join(root, SUGGESTED))?.photoId ?? 0
  const suggested = [{ photo, class: 'hen', probability: 0.97, head: 1 }]
  const input = contract.export.input.parse({ format, out, ...options, ...more })
  await exportLibrary(context, input, () => Promise.resolve(suggested))
  return into
}

/** By the content of the photos, for each question: what a library says that takes over what was exported. */
export async function comeBack(
  from: Library,
  into: string,
  { back }: Form,
): Promise<Map<string, Map<string, string>>> {
  const store = inMemory()
  const root = await temporaryFolder()
  if (back === '`label --folders`') {
    const photos = (await filesBelow(into)).filter((file) => /\.(jpe?g|png)$/.test(file))
    const read = photos.map(async (file) => [file, await readFile(path.join(into, file))] as const)
    await plantPictures(store, root, Object.fromEntries(await Promise.all(read)))
    take(store, await find(store, 'folders'), 'last')
  } else if (back === '`label --keywords`') {
    const all = await filesBelow(from.root)
    const read = all.map(async (file) => [file, await readFile(path.join(from.root, file))] as const)
    const files = Object.fromEntries(await Promise.all(read))
    const isSidecar = (file: string) => file.endsWith('.xmp')
    await plantPictures(
      store,
      root,
      Object.fromEntries(Object.entries(files).filter(([file]) => !isSidecar(file))),
    )
    for (const file of all.filter(isSidecar)) await writeFile(path.join(root, file), files[file])
    take(store, await find(store, 'keywords'), 'whole')
  } else {
    await plantPictures(store, root, from.files)
    for (const file of await labelFiles(into)) {
      if (back === '`history --import`') await importHistory({ store, signal }, { file })
      else await labelPhotos({ store, signal }, { items: [], file, encoding: undefined })
    }
  }
  return labelsOf(store)
}

function find(store: Store, from: 'folders' | 'keywords') {
  const context = { store, signal, report: () => undefined, clock: () => 0 }
  return findLabels(context, { from, file: undefined, encoding: undefined })
}

function take(store: Store, found: Awaited<ReturnType<typeof find>>, level: 'last' | 'whole'): void {
  const groups = rowsAt(found, level).map(({ name, ids }) => ({ class: name, ids: [...ids] }))
  takeLabels(store, { groups, dryRun: false })
}

/** Questions without any label are not among them. */
export function labelsOf(store: Store): Map<string, Map<string, string>> {
  const questions = store.labelSets.list().map(({ id, name }) => {
    const labels = [...store.journal.labels(id)].map(
      ([photo, classId]) =>
        [store.photos.get(photo)?.contentHash ?? '', store.classes.name(classId)] as const,
    )
    return [name, new Map(labels)] as const
  })
  return new Map(questions.filter(([, labels]) => labels.size > 0))
}

export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
}

async function labelFiles(into: string): Promise<string[]> {
  const all = await filesBelow(into)
  return all.filter((file) => !/\.(jpe?g|png)$/.test(file)).map((file) => path.join(into, file))
}

/** What the files say of where photos lie, and whether numbers of the network are in them. */
export async function factsIn(
  { root }: Library,
  into: string,
): Promise<{ paths: string; embeddings: string }> {
  const files = await labelFiles(into)
  const texts = await Promise.all(files.map((file) => textOf(file)))
  const has = (part: string) => texts.some((text) => text.includes(part))
  const isFull = has(JSON.stringify(path.join(root, 'in/b.jpg')).slice(1, -1))
  // Behind a blank, a quote or an address; not as the end of a full path.
  const isFromFolder = texts.some((text) => /["',=]in\/b\.jpg/.test(text))
  const paths = [...(isFull ? ['full'] : []), ...(isFromFolder ? ['from the folder'] : [])].join(', ')
  return { paths: paths === '' ? '–' : paths, embeddings: has('"embedding"') ? 'yes' : '–' }
}

async function textOf(file: string): Promise<string> {
  if (!file.endsWith('.parquet')) return readFile(file, 'utf8')
  const { rows, metadata } = await readParquet(file, ['path', 'relative', 'class'], 1000)
  return JSON.stringify([rows, metadata.schema.map(({ name }) => name)])
}
