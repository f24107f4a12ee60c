/** @file An exported folder is one that training programs load: every class has files, each of which they take and can open. */
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { exportedClass } from '../../../main/jobs/export/safe-name.ts'
import { packageRoot } from '../../../main/engine/folders.ts'
import { runIndex } from '../../support/index-job.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

/** IMG_EXTENSIONS of torchvision/datasets/folder.py. */
const TAKEN = ['.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp']

/** Name of each file, format of its content. */
const CLASSES: Readonly<
  Record<
    string,
    readonly (readonly [file: string, format: 'jpeg' | 'png' | 'gif' | 'avif' | 'webp' | 'tiff'])[]
  >
> = {
  'only jfif': [
    ['a.jfif', 'jpeg'],
    ['b.JFIF', 'jpeg'],
    ['c.jpe', 'jpeg'],
  ],
  'no ending': [
    ['DSC0001', 'jpeg'],
    ['scan.2024', 'png'],
    ['x', 'webp'],
    ['t', 'tiff'],
  ],
  animations: [
    ['a.gif', 'gif'],
    ['b.GIF', 'gif'],
  ],
  new: [
    ['a.avif', 'avif'],
    ['b.jpg', 'avif'],
    ['same.jpg', 'jpeg'],
    ['same.jfif', 'jpeg'],
  ],
  'wrong ending': [
    ['a.png', 'jpeg'],
    ['b.jpg', 'gif'],
  ],
  __private: [['__a.jpg', 'jpeg']],
  'animals/birds': [['a.JPG', 'jpeg']],
  away: [['gone.jpg', 'jpeg']],
}

async function draw(file: string, format: 'jpeg' | 'png' | 'gif' | 'avif' | 'webp' | 'tiff', hue: number) {
  const background = { r: (hue * 67) % 256, g: (hue * 131) % 256, b: (hue * 29) % 256 }
  const picture = sharp({ create: { width: 40 + hue, height: 30, channels: 3, background } })
  await picture.toFormat(format).toFile(`${file}.drawn`)
  await rename(`${file}.drawn`, file)
}

let folder = ''
let store: Store
/** Photos that lie where they were indexed. */
let photos = 0
let first: Awaited<ReturnType<typeof exported>>

const outFolder = () => path.join(folder, 'out')

function exported() {
  const context = {
    store,
    models: new Models({ store }),
    signal: new AbortController().signal,
    report: () => undefined,
    resources: 'resources',
  }
  const input = { format: 'imagefolder', out: outFolder(), mode: 'copy', dryRun: false } as const
  return exportLibrary(context, input, () => Promise.resolve([]))
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinsort-loaders-'))
  const root = path.join(folder, 'photos')
  let hue = 0
  for (const [name, files] of Object.entries(CLASSES)) {
    await mkdir(path.join(root, name), { recursive: true })
    for (const [file, format] of files) await draw(path.join(root, name, file), format, ++hue)
  }
  store = openMemoryStore()
  await runIndex({ store, folders: [root] })
  const labelSet = store.labelSets.current()
  const labels = [...store.files.paths()].map(([photo, file]) => ({
    photo,
    class: store.classes.ensure(labelSet, path.relative(root, path.dirname(file))),
  }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  await rename(path.join(root, 'away/gone.jpg'), path.join(folder, 'elsewhere.jpg'))
  photos = hue - 1
  first = await exported()
}, 300_000)

afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function classFolders(): Promise<string[]> {
  const entries = await readdir(outFolder(), { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

it('has a folder for each class that has files, and names that loaders take', async () => {
  const notes = [sentence('export-converted', { count: 4 }), sentence('export-second-name', { count: 1 })]
  expect(first).toMatchObject({ written: photos, notes })
  const classes = await classFolders()
  const expected = Object.keys(CLASSES).filter((name) => name !== 'away')
  expect(classes.map((name) => exportedClass(name)).sort()).toEqual(expected.sort())
  for (const name of classes) {
    for (const file of await readdir(path.join(outFolder(), name))) {
      expect(TAKEN, file).toContain(path.extname(file).toLowerCase())
      expect(file).not.toMatch(/^(\.|__)/)
      await sharp(path.join(outFolder(), name, file)).stats()
    }
  }
  expect(await exported()).toMatchObject({ written: 0, moved: [], removed: [] })
})

it(
  'is loaded whole by torchvision and by datasets, where they are',
  { timeout: 300_000 },
  async ({ skip }) => {
    const loaded = Object.values(loadersOn(outFolder())).filter((each) => each !== null)
    skip(
      loaded.length === 0,
      'neither torchvision nor datasets is there for python3 (or TWINSORT_TEST_PYTHON)',
    )
    const classes = await classFolders()
    for (const each of loaded) expect(each).toEqual({ classes, files: photos })
  },
)

const Loaded = z.record(z.string(), z.object({ classes: z.array(z.string()), files: z.int() }).nullable())

/** What each library that is there made of the folder; one that refuses it fails the test. */
function loadersOn(exportedTo: string): z.infer<typeof Loaded> {
  const script = path.join(packageRoot(), 'test/support/photos/load-folders.py')
  const python = process.env.TWINSORT_TEST_PYTHON ?? 'python3'
  const { error, status, stdout, stderr } = spawnSync(python, [script, exportedTo], { encoding: 'utf8' })
  if (error !== undefined) return {} // no Python
  expect(status, stderr).toBe(0)
  return Loaded.parse(JSON.parse(stdout))
}
