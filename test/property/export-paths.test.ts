/** @file Whatever photos and classes are called, and whatever the pattern: no two photos of an export ever get one path. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { exportLibrary } from '../../main/jobs/export/export-library.ts'
import { MANIFEST } from '../../main/jobs/export/manifest.ts'
import { Models } from '../../main/jobs/library-model/models.ts'
import { contract } from '../../shared/contract.ts'
import { byteLength, nameKey } from '../../shared/file-name.ts'
import { plantPhotos, storeIn } from '../support/engine.ts'
import { temporaryFolder } from '../support/folder.ts'
import fc from '../support/properties.ts'

/** Names that differ in case, in the form of a letter, in what is cut away, or not at all but for their folders. */
const stem = fc.oneof(
  fc.constantFrom(
    'IMG',
    'img',
    'Img~',
    'Caf\u00e9',
    'Cafe\u0301',
    'CAFE\u0301',
    'straße',
    'STRASSE',
    'ΟΔΟΣ',
    'οδος',
  ),
  fc.constantFrom('鶏'.repeat(80), `${'鶏'.repeat(80)}x`, 'a'.repeat(240), `${'a'.repeat(240)}b`),
  fc.string({ unit: fc.constantFrom('a', 'A', '1', '0', '.', ' ', '_', '-'), minLength: 1, maxLength: 6 }),
)
const file = fc
  .tuple(stem, fc.constantFrom('.jpg', '.JPG', '.jfif', '.gif', ''))
  .map((parts) => parts.join(''))
const className = fc.constantFrom('hen', 'Hen', 'HEN', 'birds/hen', 'Caf\u00e9', 'con', '鶏'.repeat(90))
const pattern = fc.constantFrom(
  undefined,
  '{number}',
  '{name} {number}',
  '{class}',
  '{class}{number}',
  '{date}{name}',
  'x',
)
/** Each of another content, in a folder of its own. */
const photos = fc.array(fc.tuple(file, className), { minLength: 1, maxLength: 7 })

it('gives each photo a path of its own, on every file system, when it is repeated and when it grows', async () => {
  await fc.assert(
    fc.asyncProperty(photos, pattern, async (planned, names) => {
      const folder = await temporaryFolder()
      const store = storeIn(folder)
      const contents = planned.map(([name], index) => [`${index}/${name}`, `photo ${index}`] as const)
      const ids = await plantPhotos(store, path.join(folder, 'photos'), Object.fromEntries(contents))
      const labelSet = store.labelSets.current()
      const labels = planned.map(([name, className_], index) => ({
        photo: ids.get(`${index}/${name}`) ?? 0,
        class: store.classes.ensure(labelSet, className_),
      }))
      const decide = (some: typeof labels): void => {
        store.journal.decide({ labelSet, kind: 'label', actor: 'a', labels: some, rejections: [], skips: [] })
      }
      const out = path.join(folder, 'out')
      const signal = new AbortController().signal
      const context = { store, models: new Models({ store }), signal, report: () => undefined, resources: '' }
      const run = (dryRun: boolean) => {
        const input = contract.export.input.parse({ format: 'imagefolder', out, names, dryRun })
        return exportLibrary(context, input, () => Promise.resolve([]))
      }
      const half = Math.ceil(labels.length / 2)
      decide(labels.slice(half))
      await run(false)
      if (half > 0) decide(labels.slice(0, half))
      const foretold = await run(true)
      const done = await run(false)
      expect(done.written).toBe(foretold.written)

      const entries = await readdir(out, { recursive: true, withFileTypes: true })
      const files = entries.filter(
        (entry) => entry.isFile() && ![MANIFEST, 'classes.json'].includes(entry.name),
      )
      const paths = files.map((entry) => path.relative(out, path.join(entry.parentPath, entry.name)))
      expect(new Set(paths.map((each) => nameKey(each))).size).toBe(planned.length)
      for (const { name } of files) expect(byteLength(name)).toBeLessThanOrEqual(255)
      const texts = await Promise.all(paths.map((each) => readFile(path.join(out, each), 'utf8')))
      expect(texts.sort()).toEqual(contents.map(([, text]) => text).sort())
      const again = await run(false)
      expect(again).toMatchObject({ written: 0, moved: [], removed: [] })
    }),
    { numRuns: 15 },
  )
}, 240_000)
