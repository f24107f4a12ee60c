import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../main/math/random.ts'
import type { Rank, Scalar, Tensor, Tensor2D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { registerTransposingMatMul } from '../../../main/model/backends/wasm/batch-matmul.ts'
import { cacheFolder, nativeFolder } from '../../../main/model/backends/folders.ts'
import { loadTensorFlow } from '../../../main/model/backends/load.ts'
import { findNative } from '../../../main/model/backends/node.ts'
import { computesWith, probeBackends } from '../../../main/model/backends/probe.ts'
import { gradientError } from '../../support/training/finite-differences.ts'
import { activate, describeBackends } from '../../support/training/tensorflow.ts'

function numbers(count: number, seed: number): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: count }, () => random.normal())
}

describe('the transposing product of wasm', () => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await activate('wasm')
  })

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])(
    'agrees with plain JavaScript (transposed: %s, %s), in two and in three dimensions',
    async (left, right) => {
      for (const batch of [[], [3]]) {
        const a = {
          values: numbers(5 * 7 * 3, 1).slice(0, 35 * (batch[0] ?? 1)),
          shape: [...batch, ...(left ? [7, 5] : [5, 7])],
        }
        const b = {
          values: numbers(7 * 4 * 3, 2).slice(0, 28 * (batch[0] ?? 1)),
          shape: [...batch, ...(right ? [4, 7] : [7, 4])],
        }
        const product = (): Float32Array =>
          tf.tidy(() =>
            tf
              .matMul(tf.tensor(a.values, a.shape), tf.tensor(b.values, b.shape), left, right)
              .dataSync<'float32'>(),
          )
        tf = await activate('wasm')
        const onWasm = product()
        tf = await activate('cpu')
        const onCpu = product()
        expect(onWasm).toHaveLength(20 * (batch[0] ?? 1))
        onCpu.forEach((value, index) => {
          expect(onWasm[index]).toBeCloseTo(value, 4)
        })
      }
      tf = await activate('wasm')
    },
  )

  it('multiplies by the same numbers in another shape, without a trace of the first', () => {
    const [left, right] = [numbers(2 * 16, 1), numbers(48, 2)]
    tf.tidy(() => {
      const data = tf.tensor2d(right, [4, 12])
      tf.matMul(tf.ones<Rank.R2>([2, 4]), data).dataSync()
      const product = tf.matMul(tf.tensor2d(left, [2, 16]), tf.reshape<Rank.R2>(data, [16, 3])).dataSync()
      product.forEach((value, entry) => {
        const [row, column] = [Math.floor(entry / 3), entry % 3]
        let sum = 0
        for (let k = 0; k < 16; k += 1) sum += left[row * 16 + k] * right[k * 3 + column]
        expect(value).toBeCloseTo(sum, 4)
      })
      expect(product).toHaveLength(6)
    })
  })

  it('leaves neither tensors nor backend memory behind, and registers once', () => {
    const a = tf.tensor2d(numbers(35, 1), [7, 5])
    const b = tf.tensor2d(numbers(28, 2), [4, 7])
    const before = tf.memory()
    const held = tf.backend().numDataIds()
    registerTransposingMatMul(tf)
    const registered = tf.getKernel(tf.BatchMatMul, 'wasm')
    registerTransposingMatMul(tf)
    expect(tf.getKernel(tf.BatchMatMul, 'wasm')).toBe(registered)
    for (let i = 0; i < 3; i += 1) tf.matMul(a, b, true, true).dispose()
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.backend().numDataIds()).toBe(held)
    tf.dispose([a, b])
  })
})

describeBackends('gradients', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  const square = (seed: number, shape = [3, 4]): Tensor => tf.tensor(numbers(12, seed), shape)
  const total = (x: Tensor): Scalar => tf.sum<Scalar>(tf.mul(x, x)) // a different slope at every element
  const cases: [string, (tf: TensorFlow, a: Tensor, b: Tensor) => Tensor][] = [
    ['add, broadcast', (t, a, b) => t.add(a, t.sum(b, 0, true))],
    ['sub', (t, a, b) => t.sub(a, b)],
    ['mul, broadcast', (t, a, b) => t.mul(a, t.sum(b, 1, true))],
    ['div', (t, a, b) => t.div(a, t.add(t.square(b), 1))],
    ['matMul', (t, a, b) => t.matMul(a, t.reshape(b, [4, 3]))],
    ['matMul, left transposed', (t, a, b) => t.matMul(a, b, true, false)],
    ['matMul, right transposed', (t, a, b) => t.matMul(a, b, false, true)],
    ['matMul, both transposed', (t, a, b) => t.matMul(a, t.reshape(b, [4, 3]), true, true)],
    ['sum over one axis', (t, a) => t.sum(a, 1)],
    ['max', (t, a) => t.max(a, 1)],
    ['min, axis kept', (t, a) => t.min(a, 0, true)],
    ['softmax', (t, a) => t.softmax(a)],
    ['softplus', (t, a) => t.softplus(a)],
    ['sqrt', (t, a) => t.sqrt(t.add(t.square(a), 0.5))],
    ['rsqrt', (t, a) => t.rsqrt(t.add(t.square(a), 0.5))],
  ]
  it.each(cases)('%s agrees with finite differences', (_name, f) => {
    const before = tf.memory().numTensors
    const [a, b] = [square(4), square(5)]
    expect(gradientError(tf, (moved) => total(f(tf, moved, b)), [a])).toBeLessThan(5e-3)
    tf.dispose([a, b])
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each(cases.filter(([name]) => /^(add|sub|mul|div|matMul)/.test(name)))(
    '%s agrees for its second operand too',
    (_name, f) => {
      const [a, b] = [square(6), square(7)]
      expect(gradientError(tf, (moved) => total(f(tf, a, moved)), [b])).toBeLessThan(5e-3)
      tf.dispose([a, b])
    },
  )
})

describe('choosing a backend', () => {
  it('names all five, fastest first, and always has the two that need no installation', () => {
    const probes = probeBackends()
    expect(probes.map(({ name }) => name)).toEqual(['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu'])
    expect(
      probes.filter(({ name }) => name === 'wasm' || name === 'cpu').every(({ available }) => available),
    ).toBe(true)
    for (const { note } of probes) expect(note).toMatch(/\.$/)
  })

  it('takes the fastest that is there, and says what it computes with', async () => {
    const { name, note, tf } = await loadTensorFlow()
    expect(name).toBe(computesWith(probeBackends()))
    expect(note).toContain(name)
    const product = tf.tidy(
      () => tf.matMul<Tensor2D>(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0],
    )
    expect(product).toBe(11)
  })

  it('refuses in a sentence what is not installed', async () => {
    const nowhere = '/nonexistent/cache'
    if (findNative('gpu', nowhere) !== undefined) return // installed in node_modules
    await expect(loadTensorFlow('tfjs-node-gpu', nowhere)).rejects.toMatchObject({
      code: 'backend-unavailable',
    })
  })

  it('keeps the native library in the cache that the person or the system names', () => {
    expect(cacheFolder({ TWINSORT_CACHE: '/somewhere' }, 'linux')).toBe('/somewhere')
    expect(cacheFolder({ XDG_CACHE_HOME: '/xdg' }, 'linux')).toBe('/xdg/twinsort')
    expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/twinsort')
    expect(nativeFolder('cpu', '/somewhere')).toBe('/somewhere/tensorflow/4.22.0-cpu')
  })
})
