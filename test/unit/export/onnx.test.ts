import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openSession, Tensor } from '../../../main/math/onnx/onnx-runtime.ts'
import { describe, expect, it } from 'vitest'
import { picturePixels } from '../../../main/jobs/training/picture-pixels.ts'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { encodeDeepArtifact } from '../../../main/model/deep/artifact.ts'
import { embedPixels } from '../../../main/model/deep/embed.ts'
import { DeepShape } from '../../../main/model/deep/network.ts'
import { pixelNetwork } from '../../../main/model/deep/networks.ts'
import { decodeExport } from '../../../main/model/onnx/exported-file.ts'
import type { Store } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { engineIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runIndex } from '../../support/index-job.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'
import { activate } from '../../support/training/tensorflow.ts'
import { largestDifference, ownAnswer, trainedLibrary } from '../../support/training/trained-library.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

/** What the file says of these photos, read from the disk by nothing but its own words. */
async function answerOf(file: string, store: Store, photos: readonly number[]) {
  const { description } = decodeExport(await readFile(file))
  const { size } = description.preprocessing
  const pixels = new Uint8Array(photos.length * size * size * 3)
  const paths = store.files.paths()
  for (const [index, id] of photos.entries()) {
    const picture = await openPicture(paths.get(id) ?? '')
    if (picture.kind === 'unreadable') throw new Error(inEnglish(picture.reason))
    const photo = await readPhoto(picture, [{ inputSize: size, crops: ['crop'] }])
    if (photo.kind === 'unreadable') throw new Error(inEnglish(photo.reason))
    pixels.set(photo.pixels[0], index * size * size * 3)
  }
  return { ...(await run(file, pixels, photos.length, size)), description }
}

async function run(file: string, pixels: Uint8Array, count: number, size: number) {
  const session = await openSession(await readFile(file), { logSeverityLevel: 3 })
  const results = await session.run({
    pixels: new Tensor('uint8', Uint8Array.from(pixels), [count, size, size, 3]),
  })
  await session.release()
  const matrixOf = async (tensor: Tensor) =>
    matrix(tensor.dims[0], tensor.dims[1], Float32Array.from(await tensor.getData(), Number))
  return {
    embeddings: await matrixOf(results.embedding),
    probabilities: await matrixOf(results.probabilities),
  }
}

describe('export of a head as ONNX', () => {
  it.each([
    { strategy: 'triplet', attention: 'gate', pyramid: true },
    { strategy: 'supcon', attention: 'matrix', pyramid: false },
    { strategy: 'two-stage', attention: 'off', pyramid: true },
  ] as const)('answers as the library does: $strategy, attention $attention', async (input) => {
    const { store, train, exported, file } = await trainedLibrary()
    const { head } = await train(input)
    const result = await exported()
    expect(result).toMatchObject({ written: 1, skipped: [] })
    expect(result.notes.map(({ key }) => key)).toContain('export-head-alone')

    const own = await ownAnswer(store)
    const given = await answerOf(file, store, own.photos)
    expect(given.description.classes).toEqual(own.classes)
    expect(given.description.head).toMatchObject({ id: head, strategy: input.strategy })
    // The library keeps float16, of which numbers near 0.5 are 2.4e-4 apart.
    const kept = new Float32Array(new Float16Array(given.embeddings.data))
    for (let i = 0; i < own.photos.length; i += 1) {
      const [a, b] = [row(given.embeddings, i), row(own.embeddings, i)]
      expect(Math.hypot(...a)).toBeCloseTo(1, 5)
      expect(largestDifference(a, b)).toBeLessThan(3e-4)
    }
    const same = kept.filter((value, i) => value === own.embeddings.data[i]).length
    expect(same / kept.length).toBeGreaterThan(0.99)
    expect(largestDifference(given.probabilities.data, own.probabilities.data)).toBeLessThan(1e-4)
  })

  it('answers as the library does: a network that reads the pictures', async () => {
    const { store, train, exported, file } = await trainedLibrary()
    await train({ pyramid: false })
    const trained = store.heads.get(1)
    if (trained === undefined) throw new Error('There is no head.')
    // Stored as such a network is; whether it would help here is another question.
    const shape = DeepShape.parse({ network: 'cnn', side: 32, attention: 'off', pyramid: false })
    const network = pixelNetwork(shape)
    const parameters = network.initialParameters(new Random(3))
    const weights = encodeDeepArtifact({ shape, parameters, codes: null, notes: {} })
    const head = store.heads.add({ ...trained, weights, report: null })
    const context = { store, cacheFolder: await temporaryFolder(), signal: new AbortController().signal }
    const photos = store.photos.presentIds()
    const pixels = await picturePixels(context, photos, 32)
    const embeddings = embedPixels(await activate('cpu'), network, parameters, pixels)
    store.heads.putEmbeddings(head, photos, embeddings)
    store.heads.activate(trained.labelSet, head)

    await exported()
    const own = await ownAnswer(store)
    const { description } = decodeExport(await readFile(file))
    const { size } = description.preprocessing
    expect(size).toBe(32)
    const given = await run(file, pixels, own.photos.length, size)
    expect(largestDifference(given.embeddings.data, own.embeddings.data)).toBeLessThan(3e-4)
    expect(largestDifference(given.probabilities.data, own.probabilities.data)).toBeLessThan(1e-4)
  })

  it('replaces its own files only, writes nothing on a dry run, and says what is missing', async () => {
    const { train, exported, file } = await trainedLibrary()
    await expect(exported()).rejects.toMatchObject({ code: 'not-found' })
    await train({ pyramid: false })
    await expect(exported({ head: 7 })).rejects.toMatchObject({ code: 'not-found' })
    expect(await exported({ dryRun: true })).toMatchObject({ written: 1 })
    await expect(readFile(file)).rejects.toThrow('ENOENT')
    await writeFile(file, 'somebody else wrote this')
    await expect(exported()).rejects.toMatchObject({ code: 'conflict' })
    await writeFile(file, '')
    await exported({ head: 1 })
    await exported()

    const bytes = await readFile(file)
    const middle = Math.floor(bytes.length / 2)
    bytes[middle] = bytes[middle] ^ 1
    expect(() => decodeExport(bytes)).toThrow(/checksum/)
    expect(() => decodeExport(bytes.subarray(0, middle))).toThrow(/no ONNX model/)
  })

  it('gives suggestions in another library, with its classes', async () => {
    const { train, exported, file } = await trainedLibrary()
    await train({ pyramid: false })
    await exported()
    const folder = await temporaryFolder()
    const photos = path.join(folder, 'others')
    const drawn = await drawLibrary(photos, { classes: 3, perClass: 4, seed: 5 })
    const engine = engineIn(folder)
    const call = { signal: new AbortController().signal }
    await engine.handlers.index(
      contract.index.input.parse({ folders: [photos], backbone: 'efficientnet-lite0-fp16' }),
      call,
    )
    await engine.handlers.label(
      contract.label.input.parse({ items: [{ path: drawn[0].path, class: 'mine' }] }),
      call,
    )
    const suggest = (by: string, minProbability = 0) =>
      engine.handlers.suggest({ by, minProbability, language: 'en' }, call)

    const { suggestions } = await suggest(file)
    // All but the one that has a label here.
    expect(suggestions.map((each) => each.path).sort()).toEqual(
      drawn
        .slice(1)
        .map((each) => each.path)
        .sort(),
    )
    const truth = new Map(drawn.map((photo) => [photo.path, photo.class]))
    const right = suggestions.filter((each) => truth.get(each.path) === each.class)
    expect(right.length).toBeGreaterThan(9)
    const sure = (await suggest(file, 0.9)).suggestions
    expect(sure).toEqual(suggestions.filter(({ probability }) => probability >= 0.9))

    await expect(suggest(path.join(folder, 'nothing.onnx'))).rejects.toMatchObject({ code: 'not-found' })
    const foreign = suggest(path.resolve('resources/backbones/efficientnet-lite0-fp16.onnx'))
    await expect(foreign).rejects.toThrow(/not exported by Twinsort/)
    const bytes = await readFile(file)
    bytes[Math.floor(bytes.length / 2)] ^= 1
    await writeFile(file, bytes)
    await expect(suggest(file)).rejects.toThrow(/damaged/)
  })

  it('says that it sees less than a library that looks at each photo in several crops', async () => {
    const { store, train, exported } = await trainedLibrary()
    await runIndex({ store, folders: [], crops: 'several' })
    await train({ pyramid: false })
    expect((await exported({ dryRun: true })).notes).toContainEqual(sentence('export-one-crop', { count: 4 }))
  })
})
