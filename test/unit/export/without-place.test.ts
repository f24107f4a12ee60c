/** @file Copies that do not say where they were taken: read by ExifTool itself, with the same picture and all else that was in them. */
import { execFile } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { openPicture } from '../../../main/ingest/read-photo.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { ExifTool, packagedExifTool } from '../../../main/jobs/export/keywords/exiftool.ts'
import { PlaceTrial } from '../../../main/jobs/export/without-place.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import type { Store } from '../../../main/store/store.ts'
import { contract, type Input } from '../../../shared/contract.ts'
import { storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { plantPictures } from '../../support/photos/plant-pictures.ts'

const run = promisify(execFile)
const EXIFTOOL = packagedExifTool() ?? 'exiftool'
const PLACE = [
  ...['-GPSLatitude=48.1', '-GPSLatitudeRef=N', '-GPSLongitude=11.5', '-GPSLongitudeRef=E'],
  ...[
    '-XMP-exif:GPSLatitude=48.1',
    '-XMP-exif:GPSLongitude=11.5',
    '-XMP-iptcExt:LocationShownGPSLatitude=48',
  ],
]
const OTHERS = [
  '-Artist=Someone',
  '-XMP-dc:Title=A day',
  '-XMP-dc:Subject=kept',
  '-DateTimeOriginal=2020:02:03 04:05:06',
]

let lacks: string | undefined
beforeAll(async () => {
  lacks = await ExifTool.start().then(
    (tool) => tool.close().then(() => undefined),
    (thrown: unknown) => String(thrown),
  )
})
const needsTool = ({ skip }: TestContext): void => {
  if (lacks !== undefined) skip(lacks)
}

/** What ExifTool reads of a file, without what every file has of its own. */
async function tagsOf(file: string): Promise<Record<string, string>> {
  const words = [
    '-a',
    '-G1',
    '-s',
    '-ee',
    '-x',
    'System:all',
    '-x',
    'ExifTool:all',
    '-x',
    'Composite:all',
    file,
  ]
  const { stdout } = await run(EXIFTOOL, words)
  return Object.fromEntries(
    [...stdout.matchAll(/^(\[.+?\]\s+\w+)\s*: (.*)$/gm)].map(([, tag, value]) => [tag, value]),
  )
}
/** How each format keeps its own bytes and lengths is no metadata. */
const OWN =
  /Exif_Byte_Order|ExifByteOrder|XMPToolkit|StripOffsets|StripByteCounts|ThumbnailOffset|PreviewImageStart|GPSInfo|VP8XFlags|WebP_Flags/
const isPlace = (tag: string): boolean => /gps|latitude|longitude/i.test(tag)

function exportTo(store: Store, input: Omit<Input<'export'>, 'format'>) {
  const context = {
    store,
    models: new Models({ store }),
    ...{ signal: new AbortController().signal, report: () => undefined, resources: 'resources' },
  }
  const parsed = contract.export.input.parse({ format: 'imagefolder', withoutPlace: true, ...input })
  return exportLibrary(context, parsed, () => Promise.resolve([]))
}

const FORMATS = ['jpeg', 'png', 'webp', 'tiff'] as const

/** One photo of each format with a place, one without, each with a label. */
async function library() {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const files: Record<string, Buffer> = {}
  for (const [index, format] of [...FORMATS, 'jpeg' as const].entries()) {
    const picture = sharp({ create: { width: 32, height: 24, channels: 3, background: `#${index}a5` } })
    const file = path.join(folder, `made.${format}`)
    await writeFile(file, await picture.toFormat(format).toBuffer())
    const words = index < FORMATS.length ? [...PLACE, ...OTHERS] : OTHERS
    await run(EXIFTOOL, ['-q', '-overwrite_original', ...words, file])
    files[`${index < FORMATS.length ? format : 'nowhere'}.${format}`] = await readFile(file)
    await rm(file)
  }
  const root = path.join(folder, 'photos')
  const ids = await plantPictures(store, root, files)
  const labelSet = store.labelSets.current()
  const kept = store.classes.ensure(labelSet, 'kept')
  const labels = [...ids.values()].map((photo) => ({ photo, class: kept }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  return { store, root, out: path.join(folder, 'out') }
}

describe('copies without their place', () => {
  it('have the same picture and all other metadata, and no tag of a place', async (context) => {
    needsTool(context)
    const { store, root, out } = await library()
    const before = await Promise.all((await readdir(root)).map((name) => readFile(path.join(root, name))))
    expect(await exportTo(store, { out, dryRun: true })).toMatchObject({ written: 5, skipped: [] })
    expect(await exportTo(store, { out })).toMatchObject({ written: 5, skipped: [] })
    for (const name of await readdir(root)) {
      const [original, copy] = [path.join(root, name), path.join(out, 'kept', name)]
      const [had, has] = await Promise.all([tagsOf(original), tagsOf(copy)])
      expect(Object.keys(had).some(isPlace), name).toBe(!name.startsWith('nowhere'))
      const rest = Object.entries(had).filter(([tag]) => !isPlace(tag) && !OWN.test(tag))
      expect(Object.fromEntries(Object.entries(has).filter(([tag]) => !OWN.test(tag))), name).toEqual(
        Object.fromEntries(rest),
      )
      const [one, other] = await Promise.all([openPicture(original), openPicture(copy)])
      expect(one).toMatchObject({ kind: 'picture' })
      expect(
        'contentHash' in other && 'contentHash' in one && other.contentHash === one.contentHash,
        name,
      ).toBe(true)
    }
    expect(await Promise.all((await readdir(root)).map((name) => readFile(path.join(root, name))))).toEqual(
      before,
    )
    // Again: all are there.
    expect(await exportTo(store, { out })).toMatchObject({ written: 0 })
  })

  it('take the place of copies that have one, and give it back to them', async (context) => {
    needsTool(context)
    const { store, root, out } = await library()
    const copy = path.join(out, 'kept', 'jpeg.jpeg')
    await exportTo(store, { out, withoutPlace: false })
    expect(await readFile(copy)).toEqual(await readFile(path.join(root, 'jpeg.jpeg')))
    expect(await exportTo(store, { out })).toMatchObject({ written: 5 })
    expect(Object.keys(await tagsOf(copy)).filter(isPlace)).toEqual([])
    expect(await exportTo(store, { out, withoutPlace: false })).toMatchObject({ written: 5 })
    expect(await readFile(copy)).toEqual(await readFile(path.join(root, 'jpeg.jpeg')))
  })

  it('are not made where a place may be left, and what lay there with it goes', async (context) => {
    needsTool(context)
    const { store, root, out } = await library()
    const film = path.join(root, 'jpeg.jpeg')
    await run(EXIFTOOL, ['-q', '-overwrite_original', '-XMP-GCamera:MotionPhoto=1', film])
    await plantPictures(store, root, { 'jpeg.jpeg': await readFile(film) })
    await exportTo(store, { out, withoutPlace: false })
    const foretold = await exportTo(store, { out, dryRun: true })
    expect(await readdir(path.join(out, 'kept'))).toHaveLength(5)
    const { written, skipped } = await exportTo(store, { out })
    expect({ written: foretold.written, skipped: foretold.skipped }).toEqual({ written, skipped })
    expect({ written, skipped }).toEqual({
      written: 4,
      skipped: [{ path: film, reason: { key: 'place-stays', values: { tags: 'MotionPhoto' } } }],
    })
    expect((await readdir(path.join(out, 'kept'))).toSorted()).toEqual(
      ['nowhere.jpeg', 'png.png', 'tiff.tiff', 'webp.webp'].toSorted(),
    )
  })

  it('are tried beforehand in copies that are gone afterwards, as many as said, and the others counted', async (context) => {
    needsTool(context)
    const { root } = await library()
    const [film, other] = [path.join(root, 'jpeg.jpeg'), path.join(root, 'png.png')]
    await run(EXIFTOOL, ['-q', '-overwrite_original', '-XMP-GCamera:MotionPhoto=1', film])
    const before = await Promise.all([film, other].map((file) => readFile(file)))
    const hashOf = async (file: string): Promise<string> => {
      const picture = await openPicture(file)
      return picture.kind === 'picture' ? picture.contentHash : ''
    }
    const leftovers = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith(`twinsort-place-${process.pid}-`))
    const tool = await ExifTool.start()
    const trial = new PlaceTrial(tool, 2)
    try {
      expect(await trial.whyNot(film, '/out/a.jpeg', await hashOf(film))).toMatchObject({
        key: 'place-stays',
      })
      expect(await trial.whyNot(other, '/out/a.png', await hashOf(other))).toBeUndefined()
      expect(trial.untried).toBe(0)
      expect(await leftovers()).toHaveLength(1)
      expect(await trial.whyNot(film, '/out/b.jpeg', await hashOf(film))).toBeUndefined()
      expect(trial.untried).toBe(1)
    } finally {
      await trial.end()
      await tool.close()
    }
    expect(await leftovers()).toEqual([])
    expect(await Promise.all([film, other].map((file) => readFile(file)))).toEqual(before)
  })

  it('are for copies in folders only', async () => {
    const folder = await temporaryFolder()
    for (const mode of ['link', 'reflink', 'symlink', 'move'] as const)
      await expect(exportTo(storeIn(folder), { out: path.join(folder, 'out'), mode })).rejects.toMatchObject({
        code: 'bad-input',
      })
  })
})
