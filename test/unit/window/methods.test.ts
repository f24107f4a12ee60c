import { existsSync, rmSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { serve } from '../../../main/engine/serve.ts'
import { thumbnailPath } from '../../../main/ingest/thumbnails.ts'
import { readPicture } from '../../../main/jobs/library/read-picture.ts'
import { Random } from '../../../main/math/random.ts'
import type { Photo, Store } from '../../../main/store/store.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import { LARGEST_SENT } from '../../../shared/contract/photos.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { engineIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawJpeg, drawLibrary } from '../../support/photos/pictures.ts'
import { placeIndexedLibrary } from '../../support/window/indexed-library.ts'

const BACKBONE = 'efficientnet-lite0-int8'

/** A client of an engine on a library of `folder` without photos. */
function clientIn(folder: string): Client {
  const [near, far] = memoryPortPair()
  serve(engineIn(folder), far)
  return createClient(near)
}

async function indexed(classes = 2, perClass = 4) {
  const folder = await temporaryFolder()
  const photos = path.join(folder, 'photos')
  const drawn = await drawLibrary(photos, { classes, perClass, seed: 3 })
  const client = clientIn(folder)
  await client.call('index', { folders: [photos], backbone: BACKBONE })
  return { folder, photos, drawn, client }
}

describe('what a window asks', () => {
  it('gets every photo as a row of columns, confirmed or suggested', async () => {
    const { client, drawn } = await indexed()
    const before = await client.call('photos', {})
    expect([...before.classOf]).toEqual(Array.from(drawn, () => -1))
    expect([...before.aspect].every((aspect) => Math.abs(aspect - 128 / 96) < 0.01)).toBe(true)
    const [first, , , , other] = drawn
    await client.call('label', {
      items: [
        { path: first.path, class: 'one' },
        { path: other.path, class: 'two' },
      ],
    })
    const { ids, classOf, probability, confirmed, classes } = await client.call('photos', {})
    expect(ids).toHaveLength(drawn.length)
    expect([...classes].sort()).toEqual(['one', 'two'])
    expect([...confirmed].filter((value) => value === 1)).toHaveLength(2)
    classOf.forEach((index, row) => {
      expect(index).toBeGreaterThanOrEqual(0)
      if (confirmed[row] === 1) expect(probability[row]).toBe(1)
      else expect(probability[row]).toBeLessThanOrEqual(1)
    })
    client.close()
  })

  it('has empty answers, not errors, for a library without photos', async () => {
    const client = clientIn(await temporaryFolder())
    const columns = await client.call('photos', {})
    expect(columns.ids).toHaveLength(0)
    await expect(client.call('groups', {})).resolves.toEqual({ groups: [], photos: 0 })
    await expect(client.call('picture', { id: 1, size: 'large' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(client.call('photo', { id: 1 })).rejects.toMatchObject({ code: 'not-found' })
    client.close()
  })

  it('shows a photo upright at every size, and the thumbnail when the file is gone', async () => {
    const folder = await temporaryFolder()
    const photos = path.join(folder, 'photos')
    await drawLibrary(photos, { classes: 1, perClass: 1 })
    const file = path.join(photos, 'turned.jpg')
    const big = await drawJpeg('red-circle', new Random(1), { width: 2400, height: 300 })
    await writeFile(file, await sharp(big).withMetadata({ orientation: 6 }).toBuffer())
    const client = clientIn(folder)
    await client.call('index', { folders: [photos], backbone: BACKBONE })
    const { ids, aspect } = await client.call('photos', {})
    const id = ids[[...aspect].findIndex((value) => value < 1)]
    const large = await client.call('picture', { id, size: 'large' })
    const thumbnail = await client.call('picture', { id, size: 'thumbnail' })
    expect(large.type).toBe('image/jpeg')
    const full = await client.call('picture', { id, size: 'full' })
    expect(await sharp(full.bytes).metadata()).toMatchObject({ width: 300, height: 2400 })
    expect(await sharp(large.bytes).metadata()).toMatchObject({ width: 256, height: 2048 })
    expect(await sharp(thumbnail.bytes).metadata()).toMatchObject({ width: 48, height: 384 })
    expect(new Set([full.tag, large.tag, thumbnail.tag]).size).toBe(3)
    await rm(file)
    await client.call('index', { folders: [photos] })
    const remembered = await client.call('picture', { id, size: 'large' })
    expect(await sharp(remembered.bytes).metadata()).toMatchObject({ width: 48, height: 384 })
    expect(remembered.tag).not.toBe(large.tag)
    client.close()
  })

  it('makes a thumbnail that was lost again when it is asked for, and keeps it', async () => {
    const { client, folder, drawn } = await indexed(1, 2)
    const store = storeIn(folder)
    const [lost, other] = drawn.map((photo) => store.photos.get(store.files.byPath(photo.path)?.photoId ?? 0))
    if (lost === undefined || other === undefined) throw new Error('Both photos were read.')
    const files = [lost, other].map(({ contentHash }) =>
      thumbnailPath(path.join(folder, 'library'), contentHash),
    )
    const before = await sharp(files[0]).metadata()
    for (const file of files) await rm(file)
    const { bytes } = await client.call('picture', { id: lost.id, size: 'thumbnail' })
    expect(await readFile(files[0])).toEqual(Buffer.from(bytes))
    const { width, height, format } = await sharp(files[0]).metadata()
    expect({ width, height, format }).toMatchObject({
      ...{ width: before.width, height: before.height, format: 'jpeg' },
    })
    // Another picture lies there now, which the library has not read: it is shown, but not taken for this photo's.
    await writeFile(drawn[1].path, await drawJpeg('red-circle', new Random(9), { width: 300, height: 200 }))
    await client.call('picture', { id: other.id, size: 'thumbnail' })
    expect(existsSync(files[1])).toBe(false)
    client.close()
  })

  it('leaves no thumbnail of a photo that was forgotten while it was made, nor a folder for a library that is gone', async () => {
    const folder = await temporaryFolder()
    const drawn = await placeIndexedLibrary(folder, { classes: 1, perClass: 3 })
    const store = storeIn(folder)
    const library = path.join(folder, 'library')
    const [first, second, third] = drawn.map(({ path: file }) => {
      const photo = store.photos.get(store.files.byPath(file)?.photoId ?? 0)
      if (photo === undefined) throw new Error('All photos were read.')
      rmSync(thumbnailPath(library, photo.contentHash))
      return photo
    })
    const isKept = ({ contentHash }: Photo) => existsSync(thumbnailPath(library, contentHash))
    const show = (of: Store, { id }: Photo) => readPicture(of, { id, size: 'thumbnail' })
    const forgetSoon = (id: number) => {
      queueMicrotask(() => {
        store.forgetPhoto(id)
      })
    }
    const beforeIsWritten: Store['files'] = {
      ...store.files,
      byPath(file) {
        forgetSoon(first.id)
        return store.files.byPath(file)
      },
    }
    await show({ ...store, files: beforeIsWritten }, first)
    expect([store.photos.get(first.id), isKept(first)]).toEqual([undefined, false])

    let asked = 0
    const whileIsWritten: Store['photos'] = {
      ...store.photos,
      get(id) {
        asked += 1
        if (asked === 2) forgetSoon(second.id)
        return store.photos.get(id)
      },
    }
    await show({ ...store, photos: whileIsWritten }, second)
    expect([store.photos.get(second.id), isKept(second)]).toEqual([undefined, false])

    const gone = path.join(folder, 'gone')
    await show({ ...store, folder: gone }, third)
    expect(existsSync(gone)).toBe(false)
    await rm(path.join(library, 'thumbnails'), { recursive: true })
    await show(store, third)
    expect(isKept(third)).toBe(true)
  })

  it('names the pictures anew when one of them looks different, and only then', async () => {
    const { client, drawn, photos } = await indexed(1, 2)
    const { key } = await client.call('status', {})
    await client.call('index', { folders: [photos] })
    expect((await client.call('status', {})).key).toBe(key)
    const [{ path: file }] = drawn
    // The same encoded picture under another rotation tag is the same photo, seen differently.
    const jpeg = await sharp(file).toBuffer()
    await writeFile(file, jpeg)
    await client.call('index', { folders: [photos] })
    const between = (await client.call('status', {})).key
    await writeFile(file, withRotation(jpeg))
    const output = await client.call('index', { folders: [photos] })
    expect(output.updated).toBe(1)
    expect((await client.call('status', {})).key).not.toBe(between)
    client.close()
  })

  it('tells all about one photo', async () => {
    const { client, drawn } = await indexed()
    const [first, second] = drawn
    await client.call('label', { items: [{ path: first.path, class: 'mine' }] })
    const { ids, confirmed } = await client.call('photos', {})
    const labelled = ids[confirmed.indexOf(1)]
    await expect(client.call('photo', { id: labelled })).resolves.toMatchObject({
      paths: [first.path],
      class: 'mine',
      suggestion: null,
      width: 128,
      height: 96,
      format: 'jpeg',
      hasMoreFrames: false,
    })
    const { neighbours } = await client.call('neighbours', { id: labelled, count: 3 })
    expect(neighbours).toHaveLength(3)
    const next = neighbours.find((neighbour) => neighbour.path === second.path) ?? neighbours[0]
    const details = await client.call('photo', { id: next.id })
    expect(details.class).toBeNull()
    expect(details.suggestion).toMatchObject({ class: 'mine' })
    await expect(client.call('neighbours', { count: 3 })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(client.call('neighbours', { id: 99 })).rejects.toMatchObject({ code: 'not-found' })
    client.close()
  })

  it('finds the photos like a picture from outside, by its place or by what it holds, and keeps nothing of it', async () => {
    const { client, drawn, folder } = await indexed()
    const [first] = drawn
    const outside = path.join(folder, 'outside.webp')
    await sharp(first.path).resize(100).webp().toFile(outside)
    const before = await client.call('photos', {})
    const byPlace = await client.call('alikeFile', { file: { path: outside }, count: 3 })
    expect(byPlace.neighbours[0]).toMatchObject({ path: first.path })
    expect(byPlace.neighbours).toHaveLength(3)
    const bytes = new Uint8Array(await readFile(outside))
    expect(await client.call('alikeFile', { file: { name: 'x', bytes }, count: 3 })).toEqual(byPlace)
    // A photo of the library is itself what is most like it.
    const own = await client.call('alikeFile', { file: { path: first.path } })
    expect(own.neighbours[0].similarity).toBeGreaterThan(0.99)
    expect((await client.call('photos', {})).ids).toEqual(before.ids)
    expect((await client.call('unreadable', {})).files).toEqual([])
    const text = { name: 'notes.txt', bytes: new TextEncoder().encode('no picture at all') }
    await expect(client.call('alikeFile', { file: text })).rejects.toMatchObject({
      ...{ code: 'bad-input', message: 'notes.txt: It is not a picture: it is text.' },
    })
    await expect(
      client.call('alikeFile', { file: { name: 'large', bytes: new Uint8Array(LARGEST_SENT + 1) } }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    client.close()
  })

  it('gives photos another class or none, in one decision that undo takes back whole', async () => {
    const { client } = await indexed()
    const { ids } = await client.call('photos', {})
    const chosen = [...ids.subarray(0, 3)]
    await expect(client.call('relabel', { ids: chosen, class: 'a' })).resolves.toMatchObject({ labelled: 3 })
    await expect(client.call('relabel', { ids: chosen, class: 'a' })).resolves.toMatchObject({ labelled: 0 })
    await client.call('relabel', { ids: chosen.slice(0, 1), class: null })
    expect((await client.call('status', {})).classes).toEqual([{ name: 'a', photos: 2 }])
    await client.call('undo', { count: 1 })
    expect((await client.call('status', {})).classes).toEqual([{ name: 'a', photos: 3 }])
    await client.call('undo', { count: 1 })
    expect((await client.call('status', {})).classes).toEqual([])
    await expect(client.call('relabel', { ids: [99], class: 'a' })).rejects.toMatchObject({
      code: 'not-found',
    })
    client.close()
  })

  it('shows groups of the photos without a label, largest first', async () => {
    const { client, drawn } = await indexed(4, 12)
    const { groups, photos } = await client.call('groups', { limit: 5 })
    expect(photos).toBe(drawn.length)
    expect(groups.length).toBeGreaterThan(1)
    expect(groups.length).toBeLessThanOrEqual(5)
    expect(groups.map(({ size }) => size)).toEqual(groups.map(({ size }) => size).sort((a, b) => b - a))
    for (const group of groups) expect(group.photos).toHaveLength(Math.min(8, group.size))
    client.close()
  })

  it('announces photos while a folder is read, and cancels the job that reads', async () => {
    const folder = await temporaryFolder()
    const photos = path.join(folder, 'photos')
    await drawLibrary(photos, { classes: 4, perClass: 40 })
    const client = clientIn(folder)
    const counts: number[] = []
    client.on('photos', ({ photos: count }) => counts.push(count))
    const cancelled = Promise.withResolvers<boolean>()
    client.on('job', ({ id, kind, progress }) => {
      if (kind !== 'index' || progress?.stage !== 'reading photos' || progress.done === 0) return
      void client.call('cancel', { job: id }).then((output) => {
        cancelled.resolve(output.cancelled)
      })
    })
    const index = client.call('index', { folders: [photos], backbone: BACKBONE })
    await expect(index).rejects.toMatchObject({ code: 'cancelled' })
    await expect(cancelled.promise).resolves.toBe(true)
    const { photos: kept } = await client.call('status', {})
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(160)
    expect(counts.at(-1)).toBe(kept)
    await expect(client.call('cancel', { job: 1 })).resolves.toEqual({ cancelled: false })
    client.close()
  })

  it('does not answer for the room where there is none', async () => {
    const folder = await temporaryFolder()
    const client = clientIn(folder)
    await expect(client.call('libraries', {})).rejects.toMatchObject({ code: 'bad-input' })
    client.close()
  })
})

/** The same JPEG with an EXIF segment that says "turn by 90 degrees" right behind its first marker. */
function withRotation(jpeg: Buffer): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex')
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length + 2)
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, body, jpeg.subarray(2)])
}
