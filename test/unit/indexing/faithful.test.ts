/** @file The job `index` on files that a plainer way would lose, mix up or never look at again. */
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { fromHex } from '../../../main/store/photos/bytes.ts'
import { connect, type WritableDatabase } from '../../../main/store/lifecycle/database.ts'
import type { Store } from '../../../main/store/store.ts'
import { Random } from '../../../main/math/random.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runIndex, type IndexResult } from '../../support/index-job.ts'
import { libraryBesidePhotos } from '../../support/photos/drawn-library.ts'
import { withExif } from '../../support/photos/metadata.ts'
import { drawJpeg, drawLibrary, type DrawnPhoto } from '../../support/photos/pictures.ts'
import { drawSamples, writeTiff } from '../../support/photos/tiff.ts'
import { inEnglish, verbatim } from '../../../shared/sentences/sentence.ts'

let photos: string
let library: string
let store: Store
let drawn: DrawnPhoto[]

beforeEach(async () => {
  ;({ photos, library, store } = await libraryBesidePhotos())
  drawn = await drawLibrary(photos, { classes: 2, perClass: 2, seed: 5 })
})

const index = (options: { verify?: boolean } = {}): Promise<IndexResult> =>
  runIndex({ store, folders: [photos], ...options })

function photoAt(file: string): number {
  const photo = store.files.byPath(file)?.photoId
  if (typeof photo !== 'number') throw new Error(`${file} is no photo.`)
  return photo
}

function label(file: string, name: string): void {
  const set = store.labelSets.current()
  const labels = [{ photo: photoAt(file), class: store.classes.ensure(set, name) }]
  store.journal.decide({ labelSet: set, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
}

function labelAt(file: string): string | undefined {
  const set = store.labelSets.current()
  const classId = store.journal.labels(set).get(photoAt(file))
  return classId === undefined ? undefined : store.classes.name(classId)
}

/** Another connection to the library's file. */
function besides(work: (database: WritableDatabase) => void): void {
  const database = connect(path.join(library, 'library.db'))
  work(database)
  database.close()
}

const thermal = (motif: number): Buffer =>
  writeTiff([
    { width: 96, height: 96, kind: 'unsigned', bits: 16, samples: drawSamples(motif, [7170, 7370]) },
  ])

async function writeThermal(): Promise<string[]> {
  const files = ['cat', 'dog', 'fox', 'owl'].map((name) => path.join(photos, `${name}.tif`))
  for (const [motif, file] of files.entries()) await writeFile(file, thermal(motif))
  return files
}

describe('values outside the range of what stores them', () => {
  test('a time of the year 2400, and one of 1600, end no run', async () => {
    await utimes(drawn[0].path, 13_569_465_600, 13_569_465_600)
    await utimes(drawn[1].path, -11_644_473_600, -11_644_473_600)
    expect(await index()).toMatchObject({ photos: 4, files: 4, added: 4, unreadable: [] })
    expect(await index()).toMatchObject({ photos: 4, read: 0 })
    const { mtimeNs } = await stat(drawn[0].path, { bigint: true })
    expect(store.files.byPath(drawn[0].path)?.modifiedNs).toBe(mtimeNs)
  })

  test('what the database refuses of one file takes no other along, and is tried again', async () => {
    await index()
    await rm(drawn[1].path)
    for (const [seed, name] of ['poison-1.jpg', 'good.jpg', 'poison-2.jpg'].entries()) {
      await writeFile(path.join(photos, name), await drawJpeg('yellow-rings', new Random(seed)))
    }
    const refuse = (kind: string): string =>
      `CREATE TRIGGER refuse_${kind} BEFORE ${kind} ON files WHEN NEW.relative_path LIKE 'poison%' AND NEW.photo_id IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'too much'); END`
    besides((database) => {
      database.execute(`${refuse('INSERT')}; ${refuse('UPDATE')}`)
    })
    const result = await index()
    expect(result).toMatchObject({ photos: 4, files: 4, added: 1, missing: 1 })
    expect(result.unreadable.map((file) => path.basename(file.path))).toEqual([
      'poison-1.jpg',
      'poison-2.jpg',
    ])
    expect(inEnglish(result.unreadable[0].reason)).toContain('too much')
    expect(store.check()).toEqual([])
    besides((database) => {
      database.execute('DROP TRIGGER refuse_INSERT; DROP TRIGGER refuse_UPDATE')
    })
    expect(await index()).toMatchObject({ photos: 6, added: 2, unreadable: [] })
  })

  test('not even where it takes no note of the file at all', async () => {
    await writeFile(path.join(photos, 'poison.jpg'), await drawJpeg('yellow-rings', new Random(9)))
    besides((database) => {
      database.execute(`CREATE TRIGGER refuse BEFORE INSERT ON files WHEN NEW.relative_path LIKE 'poison%'
        BEGIN SELECT RAISE(ABORT, 'too much'); END`)
    })
    const result = await index()
    expect(result).toMatchObject({ photos: 4, added: 4 })
    expect(result.unreadable.map((file) => path.basename(file.path))).toEqual(['poison.jpg'])
  })
})

describe('pictures whose values a screen does not show', () => {
  test('four thermal frames are four photos, keep their labels, and it is said that they are stretched', async () => {
    const files = await writeThermal()
    const result = await index()
    expect(result).toMatchObject({ photos: 8, files: 8 })
    expect(result.notices.map(inEnglish).join()).toContain('4 pictures use only a narrow or negative range')
    for (const file of files) label(file, path.basename(file, '.tif'))
    expect(files.map(labelAt)).toEqual(['cat', 'dog', 'fox', 'owl'])
    expect((await index()).notices).toEqual([])
  })

  test('a library of an earlier version keeps its labels; what it took for copies become photos', async () => {
    const files = await writeThermal()
    await index()
    label(files[0], 'cat')
    const [cat, ...others] = files.map(photoAt)
    // As an earlier version left it: one photo with four places, known by a hash of something else.
    besides((database) => {
      database.run(
        'UPDATE files SET photo_id = ?, changed_ns = NULL WHERE photo_id IN (?, ?, ?)',
        cat,
        ...others,
      )
      for (const id of others) database.run('DELETE FROM photos WHERE id = ?', id)
      const old = createHash('sha256').update('8 bits of it').digest('hex')
      database.run('UPDATE photos SET content_hash = ? WHERE id = ?', fromHex(old, 'old'), cat)
      database.run('INSERT INTO outdated_identities VALUES (?)', cat)
    })
    const result = await index()
    expect(result).toMatchObject({
      photos: 8,
      files: 8,
      added: 3,
      updated: 0,
      moved: 0,
      missing: 0,
      lostLabels: 0,
    })
    expect(result.notices.map(inEnglish).join()).toContain('3 files that counted as copies')
    expect(photoAt(files[0])).toBe(cat)
    expect(files.map(labelAt)).toEqual(['cat', undefined, undefined, undefined])
    expect(store.photos.outdated().size).toBe(0)
    expect(store.check()).toEqual([])
    const thumbnails = await readdir(path.join(library, 'thumbnails'), { recursive: true })
    expect(thumbnails.filter((name) => name.endsWith('.jpg'))).toHaveLength(8)
    expect(await index()).toMatchObject({ read: 0, photos: 8 })
  })

  test('so does one whose file was renamed meanwhile, and one whose folder is not looked at in this run', async () => {
    const [cat] = await writeThermal()
    await index()
    label(cat, 'cat')
    const id = photoAt(cat)
    besides((database) => {
      const old = createHash('sha256').update('8 bits').digest('hex')
      database.run('UPDATE photos SET content_hash = ? WHERE id = ?', fromHex(old, 'old'), id)
      database.run('INSERT INTO outdated_identities VALUES (?)', id)
    })
    const elsewhere = await temporaryFolder()
    await drawLibrary(elsewhere, { classes: 1, perClass: 1, seed: 8 })
    await rm(path.join(library, 'thumbnails'), { recursive: true })
    const other = await runIndex({ store, folders: [elsewhere] })
    expect(other.notices).toEqual([])
    const renamed = path.join(photos, 'renamed.tif')
    await rename(cat, renamed)
    expect(await index()).toMatchObject({ photos: 9, lostLabels: 0 })
    expect(photoAt(renamed)).toBe(id)
    expect(labelAt(renamed)).toBe('cat')
  })
})

describe('what is known of a photo comes from where it lies', () => {
  const turned = async (file: string): Promise<Buffer> =>
    withExif(await readFile(file), { orientation: 6, make: 'Twin' })

  test.each(['moved', 'copied over and removed', 'removed beside a copy'])('turned, then %s', async (how) => {
    const [{ path: file }] = drawn
    await index()
    const id = photoAt(file)
    const before = store.photos.get(id)
    const other = path.join(photos, 'elsewhere.jpg')
    if (how === 'removed beside a copy') {
      await writeFile(other, await turned(file))
      await index()
      expect(store.photos.get(id)).toEqual(before) // the first place still says it
      await rm(file)
    } else {
      await writeFile(file, await turned(file))
      if (how === 'moved') await rename(file, other)
      else {
        await cp(file, other)
        await rm(file)
      }
    }
    expect(await index()).toMatchObject({ photos: 4, added: 0, missing: 0 })
    expect(photoAt(other)).toBe(id)
    expect(store.photos.get(id)).toMatchObject({
      ...{ orientation: 6, cameraMake: 'Twin', width: before?.height, height: before?.width },
    })
    expect(await index()).toMatchObject({ read: 0 })
  })

  test('what looks different has features of the new look only', async () => {
    const [{ path: file }] = drawn
    await index()
    const id = photoAt(file)
    const other = store.features.ensureBackbone({
      name: 'b',
      sha256: 'c'.repeat(64),
      levels: [{ name: 'features', dimensions: 1 }],
    })
    store.features.put(other, id, { features: new Float32Array([1]) })
    await writeFile(file, withExif(await readFile(file), { make: 'Twin' }))
    await index()
    expect(store.features.lacking(other, [id])).toEqual([])
    await writeFile(file, withExif(await readFile(file), { orientation: 3 }))
    await index()
    expect(store.features.lacking(other, [id])).toEqual([id])
    expect(store.features.lacking(store.features.active()?.id ?? 0, [id])).toEqual([])
  })
})

describe('changes are noticed', () => {
  test('by the time that programs cannot set, where size and modification time are kept', async () => {
    const [{ path: file }] = drawn
    await writeFile(file, withExif(await readFile(file), { make: 'Twin' }))
    await index()
    const { size, atime, mtime } = await stat(file)
    await writeFile(
      file,
      Buffer.from((await readFile(file)).toString('latin1').replace('Twin', 'Twix'), 'latin1'),
    )
    await utimes(file, atime, mtime)
    expect((await stat(file)).size).toBe(size)
    expect(await index()).toMatchObject({ updated: 1, read: 1 })
    expect(store.photos.get(photoAt(file))).toMatchObject({ cameraMake: 'Twix' })
  })

  test('by reading everything anew, which counts what changed only', async () => {
    await index()
    const id = photoAt(drawn[0].path)
    besides((database) => {
      database.run("UPDATE photos SET camera_make = 'Wrong', width = 1 WHERE id = ?", id)
    })
    expect(await index()).toMatchObject({ read: 0 })
    expect(await index({ verify: true })).toMatchObject({
      read: 4,
      photos: 4,
      files: 4,
      added: 0,
      updated: 0,
      moved: 0,
    })
    expect(store.photos.get(id)).toMatchObject({ cameraMake: null, width: 128 })
  })

  test('a library of an earlier version reads only what may have changed since a photo came', async () => {
    await index()
    const [old, young] = drawn
    const added = (await stat(old.path)).ctimeMs
    besides((database) => {
      database.run('UPDATE files SET changed_ns = NULL')
      database.run('UPDATE photos SET added_at = ?', Math.ceil(added) + 7_200_000)
      database.run(
        'UPDATE photos SET added_at = ? WHERE id = ?',
        Math.ceil(added) + 60_000,
        photoAt(young.path),
      )
    })
    expect(await index()).toMatchObject({ read: 1, updated: 0 })
    expect(store.files.byPath(old.path)?.changedNs).not.toBeNull()
  })

  test('a file that could not be read is tried again, also one of 1970-01-01', async () => {
    const [{ path: file }] = drawn
    await utimes(file, 0, 0)
    await index()
    expect(store.files.byPath(file)?.modifiedNs).toBe(0n)
    expect(await index()).toMatchObject({ read: 0 })
    const row = store.files.byPath(file)
    if (row === undefined) throw new Error('The file is not known.')
    store.files.put([
      {
        ...row,
        modifiedNs: null,
        photoId: null,
        fileHash: null,
        reason: verbatim('The disk reports an error.'),
      },
    ])
    expect(await index()).toMatchObject({ read: 1, photos: 4, unreadable: [] })
  })
})

describe('names', () => {
  test('that are not UTF-8 are listed, each for itself, with what to do', async () => {
    const jpeg = await drawJpeg('yellow-rings', new Random(9))
    const raw = (...bytes: number[]): Buffer =>
      Buffer.concat([Buffer.from(`${photos}/`), Buffer.of(...bytes), Buffer.from('.jpg')])
    await writeFile(raw(0x63, 0xe9), jpeg)
    await writeFile(raw(0x63, 0xe8), jpeg)
    await writeFile(path.join(photos, 'c<E9>.jpg'), jpeg)
    await mkdir(Buffer.concat([Buffer.from(`${photos}/`), Buffer.of(0xfc)]))
    const result = await index()
    expect(result.photos).toBe(5)
    expect(result.unreadable.map((file) => [path.basename(file.path), inEnglish(file.reason)])).toEqual([
      ['<>c<E9>.jpg', 'The name of the file is not valid UTF-8, so the file cannot be read. Rename it.'],
      ['<FC>', 'The name of the folder is not valid UTF-8, so the folder cannot be read. Rename it.'],
      ['c<E8>.jpg', 'The name of the file is not valid UTF-8, so the file cannot be read. Rename it.'],
    ])
    expect(await index()).toMatchObject({ photos: 5, read: 0 })
  })

  test('of folders that are left out are said', async () => {
    for (const name of ['node_modules', '.hidden', 'lost+found', '@eaDir'])
      await mkdir(path.join(photos, name))
    await writeFile(path.join(photos, '.hidden', 'a.jpg'), await drawJpeg('yellow-rings', new Random(9)))
    const { notices } = await index()
    expect(notices.map(inEnglish).join()).toMatch(
      /^4 folders were left out because of their names, e\.g\. .*@eaDir/,
    )
  })
})

test('a folder that is empty now may be a drive that is off: its photos stay, and it is said', async () => {
  await index()
  label(drawn[0].path, 'mine')
  await rename(photos, `${photos}-mounted`)
  await mkdir(photos)
  const result = await index()
  expect(result).toMatchObject({ photos: 4, files: 4, missing: 0, lostLabels: 0 })
  expect(result.notices.map(inEnglish).join()).toContain('is empty; its drive may not be connected')
  await mkdir(path.join(photos, 'lost+found'))
  expect(await index()).toMatchObject({ photos: 4, missing: 0 })
  await writeFile(path.join(photos, 'new.jpg'), await drawJpeg('yellow-rings', new Random(9)))
  expect(await index()).toMatchObject({ photos: 1, missing: 4, lostLabels: 1 })
})
