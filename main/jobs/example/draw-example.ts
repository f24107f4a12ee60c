/**
 * @file A folder of pictures to try Twinsort with, drawn by our own code when it is asked for: six kinds in no order, each with one moment
 * that was taken three times. The same files each time; those that are there stay as they are.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { PRIVATE_FOLDER } from '../../files/modes.ts'
import { writeAtomically } from '../../files/write-atomically.ts'
import { Random } from '../../math/random.ts'
import { cannotWrite } from '../export/write-target.ts'
import { drawScene, SCENES, type SceneKind } from './scenes.ts'

export interface ExamplePicture {
  /** Of the file: it does not say what is in the picture. */
  readonly name: string
  readonly kind: SceneKind
  /** Pictures of one scene show the same but for a small move. */
  readonly scene: number
  readonly shift: number
}

const KINDS = Object.keys(SCENES) as SceneKind[]
const OF_A_KIND = 20
/** So many of them, at the end, are one moment. */
const OF_ONE_MOMENT = 3
const SEED = 17
const WIDTH = 640
const QUALITY = 88
/** The camera's first day, and how far apart two scenes are, in milliseconds. */
const BEGINNING = Date.UTC(2026, 4, 2, 9)
const APART = 29 * 3_600_000
/** Enough to use every processor, and few enough for the engine to answer meanwhile. */
const AT_ONCE = 4

/** All of them, in the order of their names. */
export function examplePictures(): ExamplePicture[] {
  const planned = KINDS.flatMap((kind) =>
    Array.from({ length: OF_A_KIND }, (_, index) => {
      const scene = Math.min(index, OF_A_KIND - OF_ONE_MOMENT)
      return { kind, scene, shift: index - scene }
    }),
  )
  return new Random(SEED)
    .shuffle(planned)
    .map((picture, index) => ({ ...picture, name: `${String(index + 1).padStart(3, '0')}.jpg` }))
}

/**
 * Writes those that are missing into the folder, which is made where it is not there.
 * @returns how many pictures the example has
 * @throws AppError as `cannotWrite` says.
 */
export async function drawExample(folder: string): Promise<number> {
  const pictures = examplePictures()
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
    await drawMissing(folder, pictures)
  } catch (thrown) {
    throw await cannotWrite(folder, thrown)
  }
  return pictures.length
}

async function drawMissing(folder: string, pictures: readonly ExamplePicture[]): Promise<void> {
  const missing = pictures.filter(({ name }) => !existsSync(path.join(folder, name)))
  for (let start = 0; start < missing.length; start += AT_ONCE) {
    const batch = missing.slice(start, start + AT_ONCE)
    await Promise.all(
      batch.map(async (picture) => writeAtomically(path.join(folder, picture.name), await drawn(picture))),
    )
  }
}

async function drawn({ kind, scene, shift }: ExamplePicture): Promise<Uint8Array> {
  const svg = drawScene(kind, new Random(SEED).fork(`${kind} ${scene}`), shift, WIDTH)
  const number = KINDS.indexOf(kind) + KINDS.length * scene
  return sharp(Buffer.from(svg))
    .flatten()
    .jpeg({ quality: QUALITY })
    .withExif({ IFD2: { DateTimeOriginal: exifDate(BEGINNING + APART * number + 1000 * shift) } })
    .toBuffer()
}

/** As cameras write it. */
function exifDate(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ')
}
