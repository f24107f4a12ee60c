/**
 * @file Classes of photos by a file that `twinsort export --format onnx` wrote.
 *
 *     npm install onnxruntime-node protobufjs sharp
 *     node use-exported-model.ts head.onnx photo.jpg ...
 */
import { readFile } from 'node:fs/promises'
import protobuf from 'protobufjs'
import sharp from 'sharp'

// ONNX Runtime for Linux and macOS reports to its maker what it opens, with the class names in the file, unless this is set first.
process.env.ORT_DISABLE_TELEMETRY = '1'
const { InferenceSession, Tensor } = await import('onnxruntime-node')

/** uint8 [size, size, 3] RGB: the short side to `size` pixels, then the square in the middle. */
async function pixelsOf(photo: string, size: number): Promise<Uint8Array> {
  return sharp(photo)
    .autoOrient()
    .resize(size, size, { fit: 'cover' })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer()
}

/** What the file says of itself (ModelProto.metadata_props), which ONNX Runtime for Node does not hand out. */
function metadataOf(file: Uint8Array): Record<string, string> {
  const metadata: Record<string, string> = {}
  const reader = protobuf.Reader.create(file)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    if (tag !== ((14 << 3) | 2)) reader.skipType(tag & 7)
    else {
      const entry = protobuf.Reader.create(reader.bytes())
      entry.uint32() // the key's tag
      const key = entry.string()
      entry.uint32() // the value's tag
      metadata[key] = entry.string()
    }
  }
  return metadata
}

async function main(model: string, photos: readonly string[]): Promise<void> {
  const said = metadataOf(await readFile(model))
  const classes = JSON.parse(said.classes) as string[]
  const { size } = JSON.parse(said.preprocessing) as { size: number }
  const pictures = await Promise.all(photos.map((photo) => pixelsOf(photo, size)))
  const pixels = new Tensor('uint8', Buffer.concat(pictures), [photos.length, size, size, 3])
  // Exact sums of int8 weights on processors without VNNI too; with VNNI the file is faster without it, and gives the same.
  const session = await InferenceSession.create(model, { extra: { session: { x64quantprecision: '1' } } })
  const { probabilities } = await session.run({ pixels })
  const numbers = Float32Array.from(await probabilities.getData(), Number)
  photos.forEach((photo, index) => {
    const row = numbers.subarray(index * classes.length, (index + 1) * classes.length)
    const best = row.indexOf(Math.max(...row))
    console.log(`${photo}: ${classes[best]} (${(100 * row[best]).toFixed(1)} %)`)
  })
  await session.release()
}

const [model, ...photos] = process.argv.slice(2)
if (photos.length === 0) console.error('node use-exported-model.ts head.onnx photo.jpg ...')
else await main(model, photos)
