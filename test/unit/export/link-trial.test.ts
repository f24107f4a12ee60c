/** @file What a dry run says of disks that have no links, or whose files cannot share their bytes: as the export itself does. */
import { chmod, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { LinkTrial } from '../../../main/jobs/export/link-trial.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import type { Input } from '../../../shared/contract.ts'
import { contract } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { folderOnSecondDisk } from '../../support/second-disk.ts'

it('is what happens then, and nothing is left at the target', async () => {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const ids = await plantPhotos(store, path.join(folder, 'photos'), { 'a.jpg': 'a', 'b.jpg': 'b' })
  const labelSet = store.labelSets.current()
  const hen = store.classes.ensure(labelSet, 'hen')
  const labels = [...ids.values()].map((photo) => ({ photo, class: hen }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  const context = {
    ...{ store, models: new Models({ store }), signal: new AbortController().signal },
    ...{ report: () => undefined, resources: 'resources' },
  }
  /** What comes of it, in short. */
  const outcome = async (input: Input<'export'>): Promise<unknown> => {
    try {
      const parsed = contract.export.input.parse(input)
      const { written, skipped } = await exportLibrary(context, parsed, () => Promise.resolve([]))
      return { written, skipped: skipped.map(({ reason }) => reason.key) }
    } catch (thrown) {
      return AppError.from(thrown).asSentence.key
    }
  }
  const seen = new Set<unknown>()
  const elsewhere = folderOnSecondDisk()
  if (elsewhere !== undefined) onTestFinished(() => rm(elsewhere, { recursive: true, force: true }))
  for (const place of [path.join(folder, 'out'), elsewhere]) {
    if (place === undefined) continue
    for (const mode of ['link', 'symlink', 'reflink'] as const) {
      const wanted = { format: 'imagefolder', mode, out: path.join(place, mode) } as const
      const foretold = await outcome({ ...wanted, dryRun: true })
      expect((await readdir(folder)).filter((name) => name.includes('trial'))).toEqual([])
      expect(await readdir(place).catch(() => [])).not.toContain(mode)
      expect(await outcome(wanted), `${mode} in ${place}`).toEqual(foretold)
      seen.add(foretold)
    }
  }
  expect(seen).toContainEqual({ written: 2, skipped: [] })
})

/** To root, and on Windows, no file is denied in this way. */
const isNeverDenied = process.platform === 'win32' || process.getuid?.() === 0

it.skipIf(isNeverDenied)('tells the reason of one photo of no other of its disk', async () => {
  const folder = await temporaryFolder()
  const [denied, sound] = ['denied.jpg', 'sound.jpg'].map((name) => path.join(folder, name))
  for (const file of [denied, sound]) await writeFile(file, 'photo')
  await chmod(denied, 0)
  const trial = new LinkTrial(path.join(folder, 'out'), 'reflink')
  const why = (file: string): Promise<string | undefined> =>
    trial.whyNot(file).then(
      (reason) => reason?.key,
      (thrown: unknown) => AppError.from(thrown).asSentence.key,
    )
  expect(await why(denied)).toBe('file-denied')
  expect([undefined, 'target-no-reflinks']).toContain(await why(sound))
})
