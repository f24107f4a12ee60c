import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { openSession, Tensor } from '../../../main/math/onnx/onnx-runtime.ts'
import { describe, expect, it } from 'vitest'
import { matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { indexOfLargest, softmax } from '../../../main/math/statistics.ts'
import {
  classProbabilities,
  readImageNetClassifier,
  readImageNetNames,
} from '../../../main/model/imagenet.ts'

const resources = path.resolve('resources')

/** What is called the same in both languages. */
const LOAN_WORDS = `
  axolotl, triceratops, wallaby, koala, wombat, flamingo, dugong, chihuahua, pekinese, papillon,
  rhodesian ridgeback, basset, beagle, whippet, weimaraner, kuvasz, schipperke, groenendael, malinois,
  briard, komondor, rottweiler, affenpinscher, basenji, dingo, leopard, jaguar, tiger, admiral, hamster,
  zebra, bison, impala, gazelle, otter, gorilla, gibbon, siamang, langur, indri, altar, banjo, barometer,
  baseball, basketball, bikini, gong, guillotine, hammer, holster, ipod, joystick, kimono, laptop,
  limousine, marimba, megalith, minivan, modem, monitor, moped, notebook, obelisk, oboe, pickelhaube,
  planetarium, poncho, puck, radio, restaurant, revolver, sarong, ski, sombrero, stupa, sweatshirt, toaster,
  trimaran, vase, volleyball, wok, guacamole, bagel, cheeseburger, hotdog, zucchini, pizza, burrito,
  espresso
`
  .trim()
  .split(/,\s+/)

describe("the backbone's own classes", () => {
  it('are told from features as the network tells them itself', async () => {
    const session = await openSession(
      await readFile(path.join(resources, 'backbones/efficientnet-lite0-fp16.onnx')),
    )
    const random = new Random(5)
    // Smooth colours, of which the network at least believes something.
    const [red, green, blue] = [random.next(), random.next(), random.next()]
    const pixels = Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % 224, Math.floor(i / 3 / 224)]
      return 127 + 120 * Math.sin((x * red + y * green) / 9 + (i % 3) * blue)
    })
    const out = await session.run({ pixels: new Tensor('uint8', pixels, [1, 224, 224, 3]) })
    const logits = Float32Array.from(await out.logits.getData(), Number)
    const features = Float32Array.from(await out.features.getData(), Number)
    await session.release()
    const classifier = await readImageNetClassifier('efficientnet-lite0-int8', resources)
    const both = matrix(2, 1280)
    both.data.set(features, 1280) // beside a photo of which nothing is known
    const { data } = await classProbabilities(classifier, both)
    const told = data.subarray(1000)
    const own = softmax(logits)
    expect(own[indexOfLargest(own)]).toBeGreaterThan(0.08)
    expect(Math.max(...own.map((p, c) => Math.abs(p - told[c])))).toBeLessThan(1e-3)
    expect(data.subarray(0, 1000).reduce((a, b) => a + b)).toBeCloseTo(1)
  })

  it('are not told from features of another length', async () => {
    const classifier = await readImageNetClassifier('efficientnet-lite2-int8', resources)
    await expect(classProbabilities(classifier, matrix(1, 384))).rejects.toThrow('does not read 384')
  })

  it('have a thousand names in the usual order', async () => {
    const names = await readImageNetNames(resources, 'en')
    expect(names).toHaveLength(1000)
    expect([0, 7, 8, 281, 999].map((c) => names[c])).toEqual([
      ...['tench', 'cock', 'hen', 'tabby', 'toilet tissue'],
    ])
  })

  it('have German names in the same order: none empty, none left in English but what German says too', async () => {
    const [english, german] = [
      await readImageNetNames(resources, 'en'),
      await readImageNetNames(resources, 'de'),
    ]
    expect(german).toHaveLength(english.length)
    expect(german.filter((name) => name.trim() === '' || name !== name.trim())).toEqual([])
    // The first letter of a German noun, or of the adjective before it, is a capital one.
    expect(german.filter((name) => !/^(\p{Lu}|iPod$)/u.test(name))).toEqual([])
    const same = german
      .map((name) => name.toLowerCase())
      .filter((name, c) => name === english[c].toLowerCase())
    expect(same).toEqual(LOAN_WORDS)
    expect([0, 7, 8, 134, 281, 517, 999].map((c) => german[c])).toEqual([
      ...['Schleie', 'Hahn', 'Huhn', 'Kranich', 'Getigerte Katze', 'Kran', 'Toilettenpapier'],
    ])
  })
})
