/**
 * @file Broken files, fifty of each format that is read since other programs' photos are: cut, flipped, with holes, with wrong numbers where sizes and places
 * stand, with bytes too many or too few. Each is a photo, as far as its format can tell, or has a reason; none ends anything.
 */
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openBytes, readPhoto } from '../../../main/ingest/read-photo.ts'
import { Random } from '../../../main/math/random.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { animated, animatedPng } from '../../support/photos/animated.ts'
import { box } from '../../support/photos/boxes.ts'
import { writeHeic } from '../../support/photos/heic.ts'
import { encodeJxl } from '../../support/photos/jxl.ts'
import { exifBlock, withSegment } from '../../support/photos/metadata.ts'
import { drawJpeg } from '../../support/photos/pictures.ts'
import { LAYOUTS } from '../../support/photos/raw-layouts.ts'
import { drawSamples, writeTiff } from '../../support/photos/tiff.ts'

const BROKEN = 50
/** Each of these that is bad costs its thread (docs/adr/0038), which takes half a second to start on a busy machine: `TWINSORT_BROKEN` says how many. */
const FOREIGN = ['a.heic', 'a.jxl']
const BROKEN_FOREIGN = Number(process.env.TWINSORT_BROKEN ?? 10)
/** Where sizes and places stand in most formats. Bytes. */
const HEAD = 600

/** Each in turn. */
const DAMAGES: readonly ((file: Buffer, random: Random) => Buffer)[] = [
  function cut(file, random) {
    return file.subarray(0, random.integer(file.length))
  },
  function flipped(file, random) {
    for (let i = 0; i <= random.integer(20); i += 1)
      file[random.integer(file.length)] ^= 1 << random.integer(8)
    return file
  },
  function holed(file, random) {
    const at = random.integer(file.length)
    return file.fill(0, at, at + 1 + random.integer(file.length - at))
  },
  function misnumbered(file, random) {
    const at = random.integer(Math.min(HEAD, file.length - 4))
    file.writeUInt32BE([0, 1, 0x7f_ff_ff_ff, 0xff_ff_ff_ff, random.integer(2 ** 31)][random.integer(5)], at)
    return file
  },
  function shifted(file, random) {
    const at = random.integer(file.length)
    const [added, lost] = random.integer(2) === 0 ? [1 + random.integer(40), 0] : [0, 1 + random.integer(400)]
    return Buffer.concat([file.subarray(0, at), Buffer.alloc(added, 0xff), file.subarray(at + lost)])
  },
]

const frames = await Promise.all([1, 2, 3].map((seed) => drawJpeg('red-rings', new Random(seed))))
const jpeg = await drawJpeg('blue-dots', new Random(4), { width: 320, height: 240 })
const film = Buffer.concat([box('ftyp', Buffer.from('mp42')), box('mdat', Buffer.alloc(3000, 7))])
const pairs = withSegment(jpeg, 0xe2, Buffer.from('MPF\0II*\0\x08\0\0\0\0\0', 'latin1'))
const FILES: readonly (readonly [name: string, file: Buffer])[] = [
  ['a.heic', writeHeic({ others: ['of its own', 'thumbnail'], exif: exifBlock({ make: 'Twin' }) })],
  [
    'a.jxl',
    await encodeJxl(
      new Uint8Array(120 * 90 * 4).map((_, i) => (i * 7) % 251),
      120,
      90,
    ),
  ],
  ...LAYOUTS,
  [
    'pages.tif',
    writeTiff(
      [0, 1, 2].map((motif) => ({
        ...{ width: 96, height: 96, kind: 'unsigned', bits: 8 },
        samples: drawSamples(motif, [0, 255]),
      })),
    ),
  ],
  ['a.gif', await animated('gif', frames)],
  ['a.webp', await animated('webp', frames)],
  ['a.apng', animatedPng(await sharp(jpeg).png().toBuffer(), 3)],
  ['a.mpo', Buffer.concat([pairs, jpeg])],
  ['motion.jpg', Buffer.concat([jpeg, film])],
]

async function read(name: string, file: Buffer) {
  const opened = await openBytes(name, Buffer.from(file))
  return opened.kind === 'picture' ? readPhoto(opened, [{ inputSize: 32, crops: ['whole'] }]) : opened
}

describe.each(FILES)('broken files like %s', (name, whole) => {
  it('are photos or have a reason each', async () => {
    const random = new Random(18)
    const reasons: string[] = []
    const count = FOREIGN.includes(name) ? BROKEN_FOREIGN : BROKEN
    expect(await read(name, whole)).toMatchObject({ kind: 'photo' })
    for (let i = 0; i < count; i += 1) {
      const found = await read(name, DAMAGES[i % DAMAGES.length](Buffer.from(whole), random))
      if (found.kind === 'unreadable') reasons.push(inEnglish(found.reason))
      else expect([found.kind, found.pixels[0].length]).toEqual(['photo', 32 * 32 * 3])
    }
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].*\.$/)
    // Most damage shows; formats without checksums cannot tell all of it.
    expect(reasons.length, name).toBeGreaterThan(count / 5)
  })
})
