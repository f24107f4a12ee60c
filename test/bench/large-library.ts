/** @file A library on disk with any number of photos that were never decoded, each with a thumbnail of its own to load. */
import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { thumbnailPath } from '../../main/ingest/thumbnails.ts'
import { Random } from '../../main/math/random.ts'
import { openStore, type Store } from '../../main/store/store.ts'
import type { PhotoId } from '../../shared/domain.ts'

const CLASSES = 60
/** Of the photos, the share that carries a label; the others have no features, so nothing is suggested for them. */
const LABELLED = 0.6
const CAMERAS = ['EOS 5D', 'D90', 'iPhone 12', null]
const SEASONS = ['winter', 'spring', 'summer', 'autumn']
const FOLDERS = 2_000
const HOUR_MS = 3_600_000
/** Different pictures; each serves many photos as a link, since a file system takes only so many links to one file. */
const PICTURES = 64

export async function makeLargeLibrary(folder: string, photos: number): Promise<void> {
  const store = openStore(folder)
  const ids = store.transaction(() => addPhotos(store, photos))
  store.transaction(() => {
    label(store, ids)
  })
  store.close()
  await giveThumbnails(
    folder,
    Array.from({ length: photos }, (_, number) => hashOf(number)),
  )
}

/** Puts a thumbnail that was drawn where the library looks for that of each photo. @param hashes content hashes of the photos. */
export async function giveThumbnails(library: string, hashes: readonly string[]): Promise<void> {
  const pictures = await drawPictures(path.join(library, 'pictures'))
  const parts = new Set<string>()
  for (const [number, hash] of hashes.entries()) {
    const file = thumbnailPath(library, hash)
    const part = path.dirname(file)
    if (!parts.has(part)) mkdirSync(part, { recursive: true })
    parts.add(part)
    linkSync(pictures[number % PICTURES], file)
  }
}

function addPhotos(store: Store, count: number): PhotoId[] {
  const rootId = store.files.addRoot('/pictures')
  return Array.from({ length: count }, (_, number) => {
    const photoId = store.photos.add({
      ...{ contentHash: hashOf(number), format: 'jpeg', width: 640, height: 480, perceptualHash: null },
      ...{ takenAt: Date.UTC(2012) + number * HOUR_MS, cameraMake: null, latitude: null, longitude: null },
      cameraModel: CAMERAS[number % CAMERAS.length],
    })
    const folder = Math.floor((number * FOLDERS) / count)
    const within = `${SEASONS[folder % SEASONS.length]}/day ${folder} in the Dolomites`
    const place = { rootId, relativePath: `${within}/IMG_${number}.JPG`, size: 1000, modifiedNs: 1n }
    store.files.put([{ ...place, fileHash: hashOf(number), photoId, reason: null }])
    return photoId
  })
}

function label(store: Store, ids: readonly PhotoId[]): void {
  const labelSet = store.labelSets.current()
  const classes = Array.from({ length: CLASSES }, (_, index) =>
    store.classes.ensure(labelSet, `class number ${index}`),
  )
  const labels = ids
    .slice(0, Math.round(ids.length * LABELLED))
    .map((photo, index) => ({ photo, class: classes[index % CLASSES] }))
  store.journal.decide({ labelSet, kind: 'import', actor: 'person', labels, rejections: [], skips: [] })
}

function hashOf(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex')
}

/** As large and as detailed as the thumbnails of photos. */
async function drawPictures(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const random = new Random(1)
  const files: string[] = []
  for (let picture = 0; picture < PICTURES; picture += 1) {
    const small = Buffer.from(Uint8Array.from({ length: 48 * 36 * 3 }, () => random.integer(256)))
    const soft = sharp(small, { raw: { width: 48, height: 36, channels: 3 } })
    const file = path.join(folder, `${picture}.jpg`)
    writeFileSync(file, await soft.resize(384, 288, { kernel: 'cubic' }).jpeg({ quality: 82 }).toBuffer())
    files.push(file)
  }
  return files
}
