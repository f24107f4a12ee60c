/** @file Mixed photos and other views of maps: what they are made of, and that chance comes from the seed alone. */
import { beforeAll, expect, it } from 'vitest'
import { drawMixing, mixRows } from '../../../main/learn/training/mixup.ts'
import { numbersOf } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import type { TensorFlow } from '../../../main/math/tensorflow.ts'
import { augmentMaps } from '../../../main/model/deep/fine-tune/augment-maps.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'

describeBackends('mixed photos', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it('are mixed within their own kind, each mostly itself, and what they are taken for in the same shares', () => {
    const mixing = drawMixing(6, 4, 0.4, new Random(2))
    expect(drawMixing(6, 4, 0.4, new Random(2))).toEqual(mixing)
    expect([...mixing.partners.slice(0, 6)].sort()).toEqual([0, 1, 2, 3, 4, 5])
    expect([...mixing.partners.slice(6)].sort()).toEqual([6, 7, 8, 9])
    for (const share of mixing.shares) {
      expect(share).toBeGreaterThanOrEqual(0.6)
      expect(share).toBeLessThanOrEqual(1)
    }
    const before = tf.memory().numTensors
    // Row i is 1 in column i: a mixed row then shows its parts.
    const eye = numbersOf(tf, () => mixRows(tf, tf.eye(10), mixing))
    const others = numbersOf(tf, () => mixRows(tf, tf.eye(4), mixing, 6))
    expect(tf.memory().numTensors).toBe(before)
    for (let i = 0; i < 10; i += 1) {
      const [partner, share] = [mixing.partners[i], mixing.shares[i]]
      const expected = Array.from(
        { length: 10 },
        (_, j) => (j === i ? share : 0) + (j === partner ? 1 - share : 0),
      )
      expected.forEach((value, j) => {
        expect(eye[i * 10 + j]).toBeCloseTo(value, 5)
        if (i >= 6 && j >= 6) expect(others[(i - 6) * 4 + j - 6]).toBeCloseTo(value, 5)
      })
    }
  })

  it('come as they are or mirrored, half of them with one rectangle silenced', () => {
    const [n, side, channels] = [40, 6, 2]
    const numbers = side * side * channels
    const views = (seed: number): Float32Array =>
      numbersOf(tf, () => {
        const given = [1, 2].map((value) =>
          tf.tensor2d(new Float32Array(n * numbers).fill(value), [n, numbers]),
        )
        const [view, same] = augmentMaps(tf, given, side, new Random(seed))
        expect(Array.from(same.dataSync())).toEqual(Array.from(view.dataSync()))
        return view
      })
    const before = tf.memory().numTensors
    const out = views(1)
    expect(tf.memory().numTensors).toBe(before)
    expect(views(1)).toEqual(out)
    expect(views(2)).not.toEqual(out)
    const kinds = new Set<number>()
    let silenced = 0
    for (let photo = 0; photo < n; photo += 1) {
      const values = out.slice(photo * numbers, (photo + 1) * numbers)
      const spoken = values.filter((value) => value > 0)
      expect(new Set(spoken).size).toBe(1) // one view, not a mixture
      kinds.add(spoken[0])
      const gaps = [...values.keys()].filter((index) => values[index] === 0)
      if (gaps.length === 0) continue
      silenced += 1
      const places = gaps.map((index) => Math.floor(index / channels))
      const [ys, xs] = [places.map((place) => Math.floor(place / side)), places.map((place) => place % side)]
      const area = (Math.max(...ys) - Math.min(...ys) + 1) * (Math.max(...xs) - Math.min(...xs) + 1)
      expect(gaps.length).toBe(area * channels) // a whole rectangle, in every channel
    }
    expect(kinds).toEqual(new Set([1, 2]))
    expect(silenced).toBeGreaterThan(10)
    expect(silenced).toBeLessThan(30)
  })
})
