import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import sharp from 'sharp'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { readParquet } from '../../../main/files/parquet-file.ts'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { thumbnailPath } from '../../../main/ingest/thumbnails.ts'
import { Random } from '../../../main/math/random.ts'
import { CropName } from '../../../shared/domain.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawJpeg, drawPixels, sharpOf } from '../../support/photos/pictures.ts'
import { pythonWith } from '../../support/python.ts'
import { largestDifference, ownAnswer, trainedLibrary } from '../../support/training/trained-library.ts'

const SIDE = 224

/** Prints what pictures.py makes of each file. */
const READ = `
import base64, json, sys
sys.path.insert(0, sys.argv[1])
import pictures
network = {"size": ${SIDE}, "crops": ${JSON.stringify(CropName.options)}, "headSize": None}
for name in sys.argv[2:]:
    try:
        read = pictures.read_picture(name, open(name, "rb").read(), network, True)
    except pictures.Unreadable as error:
        print(json.dumps({"error": str(error)}))
        continue
    text = lambda data: base64.b64encode(data).decode()
    said = {"contentHash": read.content_hash, "width": read.width, "height": read.height}
    print(json.dumps(said | {"pixels": text(read.pixels.tobytes()), "thumbnail": text(read.thumbnail)}))
`

/** Pictures of every format that both read, and of what cameras do to them. */
async function pictures(folder: string): Promise<string[]> {
  const pixels = await drawPixels('red-circle', new Random(4))
  const base = () => sharpOf(pixels)
  const alpha = await base().ensureAlpha(0.4).png().toBuffer()
  const jpeg = await base().resize(1700, 1100, { fit: 'fill' }).jpeg().toBuffer()
  const files: Record<string, Buffer | Promise<Buffer>> = {
    'plain.jpg': base().jpeg().toBuffer(),
    'turned.jpg': base()
      .resize(1900, 1200, { fit: 'fill' })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
    'mirrored.webp': base()
      .resize(1300, 900, { fit: 'fill' })
      .withMetadata({ orientation: 5 })
      .webp()
      .toBuffer(),
    'progressive.jpg': base().resize(2400).jpeg({ progressive: true }).toBuffer(),
    'cmyk.jpg': base().toColourspace('cmyk').jpeg().toBuffer(),
    'p3.jpg': base().withIccProfile('p3').jpeg().toBuffer(),
    'grey.jpg': base().greyscale().jpeg().toBuffer(),
    'no-end.jpg': jpeg.subarray(0, -2),
    'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
    'alpha.png': alpha,
    'alpha-16.png': sharp(alpha).toColourspace('rgb16').png().toBuffer(),
    'dark-16.png': base().linear(0.05, 0).toColourspace('grey16').png().toBuffer(),
    'alpha.gif': sharp(alpha).gif().toBuffer(),
    'lzw.tif': base().withIccProfile('p3').tiff({ compression: 'lzw' }).toBuffer(),
    'alpha.avif': sharp(alpha).avif({ effort: 0 }).toBuffer(),
    'wide.jpg': base().resize(4000, 40, { fit: 'fill' }).jpeg().toBuffer(),
    'dot.png': base().resize(1, 1, { fit: 'fill' }).png().toBuffer(),
    'text.jpg': Buffer.from('no picture'),
    'empty.png': Buffer.alloc(0),
  }
  const written = Object.entries(files).map(async ([name, bytes]) => {
    await writeFile(path.join(folder, name), await bytes)
    return path.join(folder, name)
  })
  return Promise.all(written)
}

const Read = z.union([
  z.object({ error: z.string() }),
  z.object({
    contentHash: z.string(),
    width: z.int(),
    height: z.int(),
    pixels: z.base64(),
    thumbnail: z.base64(),
  }),
])

it('the program for Ray decodes pictures to the same pixels, thumbnails and hashes', async ({ skip }) => {
  const python = pythonWith('numpy', 'pyvips')
  if (python === undefined) {
    skip('Python with numpy and pyvips is not here: python3, or TWINSORT_TEST_PYTHON')
    return
  }
  const files = await pictures(await temporaryFolder())
  const { stdout, stderr, status } = spawnSync(
    python,
    ['-c', READ, path.resolve('resources/ray'), ...files],
    {
      encoding: 'utf8',
      maxBuffer: 1e9,
    },
  )
  expect(status, stderr).toBe(0)
  const read = stdout
    .trim()
    .split('\n')
    .map((line) => Read.parse(JSON.parse(line)))
  expect(read).toHaveLength(files.length)
  for (const [index, file] of files.entries()) {
    const picture = await openPicture(file)
    const photo =
      picture.kind === 'unreadable'
        ? picture
        : { ...picture, ...(await readPhoto(picture, [{ inputSize: SIDE, crops: CropName.options }])) }
    if (photo.kind === 'unreadable') {
      expect(read[index], file).toHaveProperty('error')
      continue
    }
    const { contentHash, width, height } = photo
    const [pixels, thumbnail] = [photo.pixels[0], photo.thumbnail].map((each) =>
      Buffer.from(each).toString('base64'),
    )
    // Strings of half a megabyte are no help in a message.
    const theirs = read[index]
    expect('pixels' in theirs && theirs.pixels === pixels, `pixels of ${file}`).toBe(true)
    expect('thumbnail' in theirs && theirs.thumbnail === thumbnail, `thumbnail of ${file}`).toBe(true)
    expect(theirs, file).toMatchObject({ contentHash, width, height })
  }
})

it('the program for Ray says of RAW files and JPEG XL that only Twinsort reads them', async ({ skip }) => {
  const python = pythonWith('numpy', 'pyvips')
  if (python === undefined) {
    skip('Python with numpy and pyvips is not here: python3, or TWINSORT_TEST_PYTHON')
    return
  }
  const folder = await temporaryFolder()
  const said = (name: string, bytes: Buffer | string): string => {
    const file = path.join(folder, name)
    writeFileSync(file, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    const { stdout, stderr } = spawnSync(python, ['-c', READ, path.resolve('resources/ray'), file], {
      encoding: 'utf8',
    })
    expect(stdout, stderr).not.toBe('')
    const read = Read.parse(JSON.parse(stdout))
    return 'error' in read ? read.error : 'a picture'
  }
  const tiff = await sharpOf(await drawPixels('red-circle', new Random(4)))
    .tiff()
    .toBuffer()
  const names = { nef: tiff, cr3: '\0\0\0\x18ftypcrx \0\0\0\x01crx isom', crw: 'II\x1a\0\0\0HEAPCCDR' }
  for (const [name, bytes] of Object.entries(names)) {
    expect(said(`a.${name}`, bytes), name).toBe('RAW files are not read here, only by Twinsort itself')
  }
  for (const bytes of [
    '\xff\x0a' + 'x'.repeat(20),
    '\0\0\0\x0cJXL \r\n\x87\n',
    '\0\0\0\x14ftypjxl \0\0\0\0jxl ',
  ]) {
    expect(said('a.jxl', bytes)).toBe('JPEG XL is not read here, only by Twinsort itself')
  }
})

/** Of a list that is null, the reader tells nothing. */
const Numbers = z
  .array(z.number())
  .nullish()
  .transform((numbers) => numbers ?? null)
const Row = z.object({
  uri: z.string(),
  content_hash: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  class: z.string().nullable(),
  probability: z.number().nullable(),
  embedding: Numbers,
  features_features: Numbers,
  thumbnail: z.instanceof(Uint8Array).nullable(),
  error: z.string().nullable(),
})

it(
  'runs on Ray, goes on where it was killed, and answers as the library does',
  { timeout: 600_000 },
  async ({ skip }) => {
    const python = pythonWith('numpy', 'pyvips', 'onnxruntime', 'pyarrow', 'ray.data')
    if (python === undefined) {
      skip(
        'Python with Ray Data and what resources/ray/requirements.txt names is not here: python3, or TWINSORT_TEST_PYTHON',
      )
      return
    }
    const { store, folder, train, exported } = await trainedLibrary()
    await train({ pyramid: false })
    const job = path.join(folder, 'job')
    await exported({ format: 'ray-job', out: job })
    const photos = path.join(folder, 'photos')
    const cut = await drawJpeg('red-circle', new Random(8))
    await writeFile(path.join(photos, 'cut.jpg'), cut.subarray(0, cut.length / 2))
    const raw = await sharp(cut).tiff().toBuffer()
    await writeFile(path.join(photos, 'raw.nef'), raw)
    await writeFile(path.join(photos, 'xl.jxl'), Buffer.from([0xff, 0x0a, ...Array<number>(20).fill(1)]))

    const results = path.join(folder, 'results')
    const file = path.join(folder, 'results.parquet')
    const parts = path.join(results, 'parts')
    await mkdir(parts, { recursive: true })
    const words = [
      '--input',
      photos,
      '--output',
      results,
      '--part-size',
      '4',
      '--thumbnails',
      '--actors',
      '1',
    ]
    const begin = (...more: string[]) =>
      spawn(python, [path.join(job, 'run.py'), ...words, ...more], {
        detached: true, // a group of its own, which dies as a whole
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, RAY_TMPDIR: '/tmp' },
      })
    const killed = begin()
    onTestFinished(() => void killed.kill('SIGKILL'))
    const done = async () => (await readdir(parts)).filter((name) => name.endsWith('.parquet'))
    await expect.poll(done, { timeout: 300_000, interval: 50 }).not.toEqual([])
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const before = new Map<string, number>()
    for (const name of await done()) before.set(name, (await stat(path.join(parts, name))).mtimeMs)

    const again = begin('--join', file)
    onTestFinished(() => void again.kill('SIGKILL'))
    let said = ''
    for (const stream of [again.stdout, again.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text))
    expect(await once(again, 'close'), said).toEqual([0, null])
    for (const [name, time] of before) expect((await stat(path.join(parts, name))).mtimeMs).toBe(time)
    expect(await done()).toHaveLength(7)

    const { metadata } = await readParquet(file, [], 100)
    // Bytes that are no text stay bytes.
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file), utf8: false })
    const told = metadata.key_value_metadata?.find(({ key }) => key === 'twinsort')?.value ?? ''
    const network: unknown = JSON.parse(await readFile(path.join(job, 'network.json'), 'utf8'))
    expect(network).toMatchObject(z.record(z.string(), z.unknown()).parse(JSON.parse(told)))
    const found = z.array(Row).parse(rows)
    const paths = new Map([...store.files.paths()].map(([photo, at]) => [pathToFileURL(at).href, photo]))
    const broken = found.filter(({ error }) => error !== null)
    const uris = ['cut.jpg', 'raw.nef', 'xl.jxl'].map((name) => pathToFileURL(path.join(photos, name)).href)
    expect(broken.map(({ uri }) => uri)).toEqual(uris)
    const reasons = [/damaged or cut off/, /RAW files are not read here/, /JPEG XL is not read here/]
    for (const [index, reason] of reasons.entries()) {
      expect(broken[index].error).toMatch(reason)
      expect(broken[index]).toMatchObject({ class: null, embedding: null })
    }
    expect(found.filter(({ error }) => error === null).map(({ uri }) => uri)).toEqual(
      [...paths.keys()].sort(),
    )

    const own = await ownAnswer(store)
    const { columns, data } = own.probabilities
    for (const row of found.filter(({ error }) => error === null)) {
      const photo = store.photos.get(paths.get(row.uri) ?? 0)
      const at = own.photos.indexOf(photo?.id ?? 0)
      expect(row).toMatchObject({
        content_hash: photo?.contentHash,
        width: photo?.width,
        height: photo?.height,
      })
      const probabilities = data.subarray(at * columns, (at + 1) * columns)
      const best = Math.max(...probabilities)
      expect(row.class).toBe(own.classes[probabilities.indexOf(best)])
      expect(Math.abs((row.probability ?? 0) - best)).toBeLessThan(1e-3)
      const embedding = own.embeddings.data.subarray(at * 128, (at + 1) * 128)
      expect(largestDifference(Float32Array.from(row.embedding ?? []), embedding)).toBeLessThan(1e-3)
      const kept = await readFile(thumbnailPath(store.folder ?? '', row.content_hash ?? ''))
      expect(Buffer.compare(kept, row.thumbnail ?? Buffer.alloc(0))).toBe(0)
    }
  },
)
