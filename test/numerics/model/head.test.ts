import { beforeAll, describe, expect, it } from 'vitest'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { matrixTensors, parameterTensors, unitRows } from '../../../main/math/network.ts'
import { principalComponents } from '../../../main/math/pca.ts'
import { Random } from '../../../main/math/random.ts'
import type { Scalar, Tensor, TensorFlow } from '../../../main/math/tensorflow.ts'
import { decodeArtifact, encodeArtifact } from '../../../main/model/artifact.ts'
import { channelAttention, matrixAttention } from '../../../main/model/attention.ts'
import { embedLevels, embedWithHead } from '../../../main/model/embed.ts'
import { EMBEDDING_WIDTH, createHead, initialParameters } from '../../../main/model/head.ts'
import { preprocess } from '../../../main/model/preprocess.ts'
import { fusePyramid } from '../../../main/model/pyramid.ts'
import { gradientError, rows2d } from '../../support/training/finite-differences.ts'
import { AttentionForm } from '../../../shared/domain.ts'
import { activate, describeBackends } from '../../support/training/tensorflow.ts'
import { bunches, dot } from '../../support/training/vectors.ts'

function normals(shape: number[], seed: number): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal())
}

/** Two pyramid levels of 300 photos in 6 bunches, and the head that starts on them. */
async function setUp(attention: AttentionForm = 'gate') {
  const levels = [bunches(6, 50, 20, 1, 3), bunches(6, 50, 160, 1, 4)]
  const preprocessors = levels.map((level) => preprocess([level]))
  const inputs = levels.map((level, index) => preprocessors[index].apply([level]))
  const head = createHead({
    levels: [
      { name: 'low', dimensions: 20 },
      { name: 'top', dimensions: 160 },
    ],
    attention,
  })
  const projection = await principalComponents(inputs[1], EMBEDDING_WIDTH, new Random(1))
  const parameters = initialParameters(head, projection, new Random(2))
  return { levels, means: preprocessors.map(({ mean }) => mean), inputs, head, projection, parameters }
}

/** Indices of each row's five most similar other rows. */
function neighbours(x: Matrix): Set<number>[] {
  const rows = Array.from({ length: x.rows }, (_, i) => row(x, i))
  const lengths = rows.map((values) => Math.hypot(...values))
  return rows.map((one, i) => {
    const similarity = rows.map((other, j) => (i === j ? -2 : dot(one, other) / lengths[j]))
    return new Set([...similarity.keys()].sort((a, b) => similarity[b] - similarity[a]).slice(0, 5))
  })
}

describeBackends('the head', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it.each(AttentionForm.options)(
    'starts exactly at the principal components (attention: %s)',
    async (form) => {
      const { levels, means, inputs, head, projection, parameters } = await setUp(form)
      const embeddings = embedLevels(tf, head, parameters, means, levels)
      const baseline = matrix(300, EMBEDDING_WIDTH)
      for (let i = 0; i < 300; i += 1) {
        const centred = Float64Array.from(row(inputs[1], i), (value, k) => value - projection.mean[k])
        const reference = row(baseline, i)
        for (let c = 0; c < EMBEDDING_WIDTH; c += 1)
          reference[c] = dot(centred, row(projection.components, c))
      }
      for (let i = 0; i < 300; i += 1) {
        const [own, reference] = [row(embeddings, i), row(baseline, i)]
        const length = Math.hypot(...reference)
        const differences = own.map((value, c) => Math.abs(value - reference[c] / length))
        expect(Math.max(...differences)).toBeLessThan(0.5e-4)
      }
      const expected = neighbours(baseline)
      const agreeing = neighbours(embeddings).reduce(
        (sum, set, i) => sum + [...set].filter((j) => expected[i].has(j)).length,
        0,
      )
      expect(agreeing / (5 * 300)).toBeGreaterThan(0.999)
    },
  )

  it('gives unit vectors of finite numbers, also for a photo without features', async () => {
    const { levels, means, head, parameters } = await setUp()
    for (const level of levels) row(level, 0).fill(0)
    const embeddings = embedLevels(tf, head, parameters, means, levels)
    for (let i = 1; i < 300; i += 1) expect(Math.hypot(...row(embeddings, i))).toBeCloseTo(1, 4)
    expect(row(embeddings, 0).every(Number.isFinite)).toBe(true)
  })

  it.each(AttentionForm.options)(
    'has a gradient by every parameter that agrees with finite differences (attention: %s)',
    async (form) => {
      const { inputs, head, parameters } = await setUp(form)
      const moved = parameters.map((value, index) => value + 0.05 * normals([1], index)[0]) // off the zero gate
      const few = inputs.map((input) => matrix(4, input.columns, input.data.slice(0, 4 * input.columns)))
      const before = tf.memory().numTensors
      const [tensors, weights] = [matrixTensors(tf, few), parameterTensors(tf, head, moved)]
      const target = tf.tensor2d(normals([4, EMBEDDING_WIDTH], 9), [4, EMBEDDING_WIDTH])
      // The large projections are checked in the pyramid's own test; here the small blocks: bias and attention.
      const small = head.blocks.flatMap(({ size }, index) => (size <= 300 && size > 0 ? [index] : []))
      const f = (...chosen: Tensor[]): Scalar => {
        const all = weights.map((weight, index) =>
          small.includes(index) ? chosen[small.indexOf(index)] : weight,
        )
        return tf.sum<Scalar>(tf.mul(unitRows(tf, head.project(tf, all, tensors)), target))
      }
      expect(small.length).toBeGreaterThan(form === 'off' ? 0 : 3)
      expect(
        gradientError(
          tf,
          f,
          small.map((index) => weights[index]),
        ),
      ).toBeLessThan(1e-2)
      tf.dispose([...tensors, ...weights, target])
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  it('leaves no tensor behind when it embeds or fails', async () => {
    const { levels, means, head, parameters } = await setUp()
    const before = tf.memory().numTensors
    embedLevels(tf, head, parameters, means, levels)
    expect(tf.memory().numTensors).toBe(before)
    const broken = [levels[0], matrix(300, 160, new Float32Array(300 * 160).fill(Number.NaN))]
    expect(() => embedLevels(tf, head, parameters, means, broken)).toThrow(/finite/)
    expect(tf.memory().numTensors).toBe(before)
  })
})

/** Drawn, for three groups of four channels. @param query shape of its weights */
function attentionWeights(tf: TensorFlow, query: [number, number], gate: number) {
  const shapes = { query, key: [4, 4], value: [4, 4], place: [3, 4] }
  return {
    query: tf.tensor(normals(shapes.query, 1), shapes.query),
    key: tf.tensor(normals(shapes.key, 2), shapes.key),
    value: tf.tensor(normals(shapes.value, 3), shapes.value),
    place: tf.tensor(normals(shapes.place, 4), shapes.place),
    gate: tf.tensor([gate]),
  }
}

describeBackends('channel attention', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })
  const weightsOf = (gate: number) => attentionWeights(tf, [12, 4], gate)

  it('leaves its input alone while the gate is closed', () => {
    tf.tidy(() => {
      const x = tf.tensor2d(normals([5, 12], 7), [5, 12])
      const out = channelAttention(tf, x, weightsOf(0), 3).dataSync()
      expect(Array.from(out)).toEqual(Array.from(x.dataSync()))
    })
  })

  it('follows its formula', () => {
    tf.tidy(() => {
      const x = tf.tensor2d(normals([2, 12], 7), [2, 12])
      const weights = weightsOf(0.7)
      const out = channelAttention(tf, x, weights, 3).dataSync<'float32'>()
      const [wq, wk, wv, place] = [weights.query, weights.key, weights.value, weights.place].map((w) =>
        w.dataSync(),
      )
      for (let i = 0; i < 2; i += 1) {
        const input = x.dataSync().slice(i * 12, i * 12 + 12)
        const times = (v: ArrayLike<number>, w: ArrayLike<number>): number[] =>
          [0, 1, 2, 3].map((c) => Array.from(v).reduce((sum, value, r) => sum + value * w[r * 4 + c], 0))
        const query = times(input, wq)
        const scores = [0, 1, 2].map(
          (g) =>
            times(input.slice(g * 4, g * 4 + 4), wk).reduce(
              (sum, value, c) => sum + (value + place[g * 4 + c]) * query[c],
              0,
            ) / 2,
        )
        const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
        for (let g = 0; g < 3; g += 1) {
          const share = (3 * Math.exp(scores[g])) / total
          times(input.slice(g * 4, g * 4 + 4), wv).forEach((value, c) => {
            expect(out[i * 12 + g * 4 + c]).toBeCloseTo(input[g * 4 + c] + 0.7 * share * value, 4)
          })
        }
      }
    })
  })

  it('has gradients that agree with finite differences, for its input and every weight', () => {
    const before = tf.memory().numTensors
    const target = tf.tensor2d(normals([3, 12], 8), [3, 12])
    const x = tf.tensor2d(normals([3, 12], 7), [3, 12])
    const { query, key, value, place, gate } = weightsOf(0.7)
    const f = (...[moved, q, k, v, p, g]: Tensor[]): Scalar =>
      tf.sum<Scalar>(
        tf.mul(
          channelAttention(tf, rows2d(tf, moved, 3), { query: q, key: k, value: v, place: p, gate: g }, 3),
          target,
        ),
      )
    expect(gradientError(tf, f, [x, query, key, value, place, gate])).toBeLessThan(1e-2)
    tf.dispose([x, query, key, value, place, gate, target])
    expect(tf.memory().numTensors).toBe(before)
  })
})

describeBackends('the pyramid', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it('adds from the top down, with gradients that agree with finite differences', () => {
    const before = tf.memory().numTensors
    const widths = [3, 4, 5]
    const levels = widths.map((width, i) => tf.tensor2d(normals([2, width], i), [2, width]))
    const laterals = widths.map((width, i) => tf.tensor2d(normals([width, 6], 10 + i), [width, 6]))
    const bias = tf.tensor1d(normals([6], 20))
    const target = tf.tensor2d(normals([2, 6], 21), [2, 6])
    tf.tidy(() => {
      const parts = levels.map((level, i) => tf.matMul(level, laterals[i]).dataSync())
      const out = fusePyramid(tf, levels, laterals, bias).dataSync()
      out.forEach((value, i) => {
        expect(value).toBeCloseTo(parts[0][i] + parts[1][i] + parts[2][i] + bias.dataSync()[i % 6], 4)
      })
    })
    const f = (...weights: Tensor[]): Scalar =>
      tf.sum<Scalar>(tf.mul(tf.square(fusePyramid(tf, levels, weights.slice(0, 3), weights[3])), target))
    expect(gradientError(tf, f, [...laterals, bias])).toBeLessThan(1e-2)
    tf.dispose([...levels, ...laterals, bias, target])
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('the artifact', () => {
  it('comes back bit by bit, and embeds as the head did', async () => {
    const tf = await activate('wasm')
    const { levels, means, head, parameters } = await setUp()
    const codes = normals([EMBEDDING_WIDTH, 16], 3)
    const bytes = encodeArtifact({
      shape: head.shape,
      means,
      parameters,
      codes,
      notes: { strategy: 'triplet', seed: '7' },
    })
    const read = decodeArtifact(bytes)
    expect(read.parameters).toEqual(parameters)
    expect(read.means).toEqual(means)
    expect(read.codes).toEqual(codes)
    expect(read.shape).toEqual(head.shape)
    expect(read.notes).toEqual({ strategy: 'triplet', seed: '7' })
    const named = [
      { name: 'top', matrix: levels[1] },
      { name: 'unused', matrix: levels[0] },
      { name: 'low', matrix: levels[0] },
    ]
    expect(embedWithHead(tf, bytes, named)).toEqual(embedLevels(tf, head, parameters, means, levels))
    expect(() => embedWithHead(tf, bytes, named.slice(0, 2))).toThrow(/level low/)
  })

  it('has a header that other readers of safetensors understand', async () => {
    const { means, head, parameters } = await setUp('off')
    const bytes = encodeArtifact({ shape: head.shape, means, parameters, codes: null, notes: {} })
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
    expect(header).toMatchObject({ 'mean/low': { dtype: 'F32', shape: [20], data_offsets: [0, 80] } })
    expect(header).not.toHaveProperty('attention/gate')
    expect(bytes.length).toBe(8 + length + 4 * (20 + 160 + parameters.length))
  })

  it('is read as well where it is from before attention had two forms', async () => {
    const { means, head, parameters } = await setUp('gate')
    const bytes = encodeArtifact({ shape: head.shape, means, parameters, codes: null, notes: {} })
    const now = new TextEncoder().encode('\\"gate\\"')
    const at = bytes.findIndex((_, index) => now.every((byte, k) => bytes[index + k] === byte))
    bytes.set(new TextEncoder().encode('true'.padEnd(now.length)), at)
    expect(decodeArtifact(bytes).shape).toEqual(head.shape)
  })

  it('refuses damaged bytes and newer formats in a sentence', async () => {
    const { means, head, parameters } = await setUp('off')
    const bytes = encodeArtifact({ shape: head.shape, means, parameters, codes: null, notes: {} })
    expect(() => decodeArtifact(bytes.slice(0, 5))).toThrow(/cannot be read/)
    expect(() => decodeArtifact(bytes.slice(0, -4))).toThrow(/has another size/)
    const text = new TextDecoder('latin1').decode(bytes)
    const at = text.indexOf('"version":"1"') + '"version":"'.length
    const newer = bytes.slice()
    newer[at] = '9'.charCodeAt(0)
    expect(() => decodeArtifact(newer)).toThrow(expect.objectContaining({ code: 'library-newer' }))
  })
})

describeBackends('attention in matrix form', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })
  const weightsOf = (gate: number) => attentionWeights(tf, [4, 4], gate)

  it('leaves its input alone while the gate is closed', () => {
    tf.tidy(() => {
      const x = tf.tensor2d(normals([5, 12], 7), [5, 12])
      const out = matrixAttention(tf, x, weightsOf(0), 3).dataSync()
      expect(Array.from(out)).toEqual(Array.from(x.dataSync()))
    })
  })

  it('follows its formula: every group receives the values of all, by the softmax of its scores', () => {
    tf.tidy(() => {
      const x = tf.tensor2d(normals([2, 12], 7), [2, 12])
      const weights = weightsOf(0.7)
      const out = matrixAttention(tf, x, weights, 3).dataSync<'float32'>()
      const numbers = (w: Tensor): ArrayLike<number> => w.dataSync()
      const times = (v: ArrayLike<number>, w: ArrayLike<number>): number[] =>
        [0, 1, 2, 3].map((c) => Array.from(v).reduce((sum, value, r) => sum + value * w[r * 4 + c], 0))
      for (let i = 0; i < 2; i += 1) {
        const groups = [0, 1, 2].map((g) =>
          Array.from(x.dataSync().slice(i * 12 + g * 4, i * 12 + g * 4 + 4)),
        )
        const keys = groups.map((group, g) =>
          times(group, numbers(weights.key)).map((value, c) => value + numbers(weights.place)[g * 4 + c]),
        )
        const values = groups.map((group) => times(group, numbers(weights.value)))
        groups.forEach((group, g) => {
          const query = times(group, numbers(weights.query))
          const scores = keys.map((key) => key.reduce((sum, value, c) => sum + value * query[c], 0) / 2)
          const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
          group.forEach((own, c) => {
            const mixed = values.reduce((sum, value, h) => sum + (Math.exp(scores[h]) / total) * value[c], 0)
            expect(out[i * 12 + g * 4 + c]).toBeCloseTo(own + 0.7 * mixed, 4)
          })
        })
      }
    })
  })

  it('has gradients that agree with finite differences, for its input and every weight', () => {
    const before = tf.memory().numTensors
    const target = tf.tensor2d(normals([3, 12], 8), [3, 12])
    const x = tf.tensor2d(normals([3, 12], 7), [3, 12])
    const { query, key, value, place, gate } = weightsOf(0.7)
    const f = (...[moved, q, k, v, p, g]: Tensor[]): Scalar =>
      tf.sum<Scalar>(
        tf.mul(
          matrixAttention(tf, rows2d(tf, moved, 3), { query: q, key: k, value: v, place: p, gate: g }, 3),
          target,
        ),
      )
    expect(gradientError(tf, f, [x, query, key, value, place, gate])).toBeLessThan(1e-2)
    tf.dispose([x, query, key, value, place, gate, target])
    expect(tf.memory().numTensors).toBe(before)
  })
})
