/** @file A folder as people have them, of all formats, some of them broken: every file is a photo or has a reason, and is exported as what others read. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { readPicture } from '../../../main/jobs/library/read-picture.ts'
import { Random } from '../../../main/math/random.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { temporaryFolder, writeTree } from '../../support/folder.ts'
import { runIndex } from '../../support/index-job.ts'
import { libraryBesidePhotos } from '../../support/photos/drawn-library.ts'
import { turned, writeHeic } from '../../support/photos/heic.ts'
import { encodeJxl } from '../../support/photos/jxl.ts'
import { drawJpeg } from '../../support/photos/pictures.ts'
import { writeRaw } from '../../support/photos/raw.ts'

test('every file is a photo or has a reason', async () => {
  const { photos, store } = await libraryBesidePhotos()
  const jpeg = await drawJpeg('red-circle', new Random(1), { width: 640, height: 480 })
  const rawFile = writeRaw({
    exif: { make: 'Twin', orientation: 8 },
    pages: [{ data: [[513, 514, jpeg]] }, { data: [[273, 279, Buffer.alloc(2000, 5)]] }],
  })
  const heic = writeHeic({ properties: [turned(1)] })
  const jxl = await encodeJxl(new Uint8Array(64 * 48 * 4).fill(200), 64, 48)
  const frames = await Promise.all(['red-rings', 'blue-dots'].map((name) => drawJpeg(name, new Random(2))))
  const broken = Array.from({ length: 6 }, (_, i) => heic.subarray(0, 30 + i * 90))
  await writeTree(photos, {
    ...{ 'IMG_1.HEIC': heic, 'IMG_1.MOV': '\0\0\0\x14ftypqt  ', 'DSC_2.NEF': rawFile, 'c.jxl': jxl },
    'wave.gif': await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
    'cut.jxl': jxl.subarray(0, 20),
    'empty.cr3': '',
    ...Object.fromEntries(broken.map((bytes, i) => [`broken-${i}.heic`, bytes])),
    'plain.jpg': await drawJpeg('green-grid', new Random(3)),
  })
  const first = await runIndex({ store, folders: [photos] })
  expect(first).toMatchObject({ photos: 5, added: 5 })
  expect(first.unreadable.map((file) => path.basename(file.path)).sort()).toEqual([
    ...broken.map((_, i) => `broken-${i}.heic`),
    ...['cut.jxl', 'empty.cr3'],
  ])
  for (const { reason } of first.unreadable) expect(inEnglish(reason)).toMatch(/truncated|damaged|empty/)
  const said = first.notices.map(inEnglish).join(' ')
  expect(said).toContain('1 file holds several pages or frames')
  expect(said).toContain('1 video was left out')
  expect(first.videos).toEqual([path.join(photos, 'IMG_1.MOV')])
  expect(await runIndex({ store, folders: [photos] })).toMatchObject({ photos: 5, added: 0, updated: 0 })

  const labelSet = store.labelSets.current()
  const kind = store.classes.ensure(labelSet, 'kind')
  const labels = store.photos.presentIds().map((photo) => ({ photo, class: kind }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  const out = path.join(await temporaryFolder(), 'out')
  const context = {
    ...{ store, models: new Models({ store }), signal: new AbortController().signal },
    ...{ report: () => undefined, resources: 'resources' },
  }
  const input = { format: 'imagefolder', out, mode: 'copy', dryRun: false } as const
  await exportLibrary(context, input, () => Promise.resolve([]))
  const exported = (await readdir(path.join(out, 'kind'))).sort()
  expect(exported).toEqual(['DSC_2.png', 'IMG_1.png', 'c.png', 'plain.jpg', 'wave.png'])
  const sizeOf = async (name: string) => {
    const { width, height } = await sharp(path.join(out, 'kind', name)).metadata()
    return [width, height]
  }
  expect([await sizeOf('IMG_1.png'), await sizeOf('DSC_2.png')]).toEqual([
    [64, 96],
    [480, 640],
  ])
  for (const id of store.photos.presentIds()) {
    expect(await readPicture(store, { id, size: 'full' })).toMatchObject({ type: 'image/jpeg' })
  }
})
