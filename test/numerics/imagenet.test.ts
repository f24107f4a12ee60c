import path from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { matrix } from '../../main/math/matrix.ts'
import { Random } from '../../main/math/random.ts'
import { indexOfLargest, softmax } from '../../main/math/statistics.ts'
import { likeliestNames, readImageNetClassifier } from '../../main/model/imagenet.ts'

const resources = path.resolve('resources')

describe("the backbone's own classes", () => {
  it('are told from features as the network tells them itself', async () => {
    const session = await InferenceSession.create(
      path.join(resources, 'backbones/efficientnet-lite0-fp16.onnx'),
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
    const best = indexOfLargest(logits)
    const [name] = likeliestNames(classifier, matrix(1, 1280, features), 3)
    expect(softmax(logits)[best]).toBeGreaterThan(0.08)
    expect(name).toBe(classifier.names[best])
  })

  it('have a thousand names in the usual order, and propose none where nothing stands out', async () => {
    const classifier = await readImageNetClassifier('efficientnet-lite2-int8', resources)
    expect(classifier.names).toHaveLength(1000)
    expect([0, 7, 8, 281, 999].map((c) => classifier.names[c])).toEqual([
      ...['tench', 'cock', 'hen', 'tabby', 'toilet tissue'],
    ])
    expect(likeliestNames(classifier, matrix(2, 1280, new Float32Array(2560)), 3)).toEqual([])
  })
})
