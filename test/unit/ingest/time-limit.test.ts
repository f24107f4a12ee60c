/** @file A picture that takes too long to decode costs itself, and is worth another try. */
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { inTime, secondsFor } from '../../../main/ingest/time-limit.ts'

const noise = (side: number) =>
  sharp({
    create: {
      ...{ width: side, height: side, channels: 3, background: '#777' },
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })

it('ends work that takes longer, and leaves other work alone', async () => {
  // Minutes of work, of which one second is done.
  const endless = noise(12_000).png({ compressionLevel: 9, effort: 10, adaptiveFiltering: true })
  await expect(inTime(endless, 1, (image) => image.toBuffer())).rejects.toMatchObject({
    sentence: { key: 'picture-endless', values: { seconds: 1 } },
  })
  expect((await inTime(noise(8).png(), 1, (image) => image.toBuffer())).length).toBeGreaterThan(50)
  const broken = sharp(Buffer.from('no picture'))
  await expect(inTime(broken, 1, (image) => image.toBuffer())).rejects.toThrow('unsupported image format')
})

it('is longer for larger files, as far as sharp takes it', () => {
  expect([0, 1e6, 1e9].map((bytes) => secondsFor(bytes))).toEqual([120, 130, 3600])
})
