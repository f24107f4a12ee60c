/**
 * @file int8 networks give the same features on every processor: compared with the same weights written as uint8, which is added
 * in 32 bits everywhere, and with a processor without VNNI that QEMU emulates where it is installed (Debian: qemu-user).
 */
import { execFile, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { encodeModel } from '../../../main/math/onnx/onnx-write.ts'
import { openBackbone, openModel, type Backbone } from '../../../main/model/backbone.ts'
import { orderedInt8, type Sums } from '../../../main/model/eight-bit-sums.ts'
import { readModel } from '../../../main/model/onnx/read.ts'
import { drawSelfTestPictures, SELF_TEST_PICTURES } from '../../../main/model/self-test-pictures.ts'
import { BuiltInBackbone } from '../../../shared/domain.ts'
import { temporaryFolder } from '../../support/folder.ts'

const resources = path.resolve('resources')
const CHILD = path.resolve('test/numerics/model/eight-bit-child.ts')
const INT8 = BuiltInBackbone.options.filter((name) => name.endsWith('int8'))

/** Opened as an environment with this order would. */
async function withOrder<T>(order: string | undefined, run: () => Promise<T>): Promise<T> {
  const before = process.env.TWINSORT_INT8
  set(order)
  try {
    return await run()
  } finally {
    set(before)
  }
  function set(value: string | undefined): void {
    if (value === undefined) delete process.env.TWINSORT_INT8
    else process.env.TWINSORT_INT8 = value
  }
}

async function featuresOf(
  opened: Promise<Backbone>,
): Promise<{ sums: Sums; levels: Record<string, number[]> }> {
  const backbone = await opened
  const levels = await backbone.embed(drawSelfTestPictures(backbone.inputSize), SELF_TEST_PICTURES)
  await backbone.close()
  return {
    sums: backbone.sums,
    levels: Object.fromEntries(Object.entries(levels).map(([name, values]) => [name, [...values]])),
  }
}

/** The network with value + 128 and zero point + 128 for each int8 weight: other bytes, the same network. */
async function writtenAsUint8(name: string): Promise<Uint8Array> {
  const model = readModel(await readFile(path.join(resources, 'backbones', `${name}.onnx`)))
  const { initializers = [], nodes } = model.graph
  const dequantized = new Set(
    nodes.flatMap(({ operator, inputs }) => (operator === 'DequantizeLinear' ? [inputs[0], inputs[2]] : [])),
  )
  const shifted = initializers.map((tensor) =>
    tensor.type === 'int8' && dequantized.has(tensor.name)
      ? { ...tensor, type: 'uint8' as const, data: tensor.data.map((byte) => byte ^ 0x80) }
      : tensor,
  )
  expect(shifted.some(({ type }) => type === 'int8')).toBe(false)
  return encodeModel({ ...model, graph: { ...model.graph, initializers: shifted } })
}

describe.each(INT8)('%s', (name) => {
  test('gives on this processor what exact sums give, to the last bit', async () => {
    const asIs = await withOrder(undefined, () => featuresOf(openBackbone(name, resources)))
    const exact = await withOrder('exact', () => featuresOf(openBackbone(name, resources)))
    const uint8 = await withOrder(undefined, async () =>
      featuresOf(openModel(name, await writtenAsUint8(name), 'other bytes')),
    )
    expect(exact.sums).toBe('exact')
    expect(asIs.levels).toEqual(uint8.levels)
    expect(exact.levels).toEqual(uint8.levels)
  })
})

const Printed = z.object({ sums: z.enum(['fast', 'exact']), features: z.array(z.number()) })
const canEmulate = process.arch === 'x64' && spawnSync('qemu-x86_64', ['--version']).status === 0

describe.skipIf(!canEmulate)('on a processor without VNNI', () => {
  const name = 'efficientnet-lite0-int8'

  test('features are the same to the last bit, and fast sums would have spoiled them', async () => {
    const backbone = await withOrder('exact', () => openBackbone(name, resources))
    const pixels = drawSelfTestPictures(backbone.inputSize).subarray(0, backbone.inputSize ** 2 * 3)
    const { features: here } = await backbone.embed(pixels, 1)
    await backbone.close()
    const file = path.join(await temporaryFolder(), 'pixels')
    await writeFile(file, pixels)
    // An Intel of 2013: AVX2, no VNNI.
    const words = ['-cpu', 'Haswell', process.execPath, CHILD, name, file]
    const { stdout } = await promisify(execFile)('qemu-x86_64', words)
    const { asNeeded, fast } = z.object({ asNeeded: Printed, fast: Printed }).parse(JSON.parse(stdout))
    expect(asNeeded).toEqual({ sums: 'exact', features: [...here] })
    expect(fast.sums).toBe('fast')
    expect(fast.features).not.toEqual([...here])
  }, 300_000)
})

test('an order that is none is refused by name', () => {
  expect(orderedInt8({})).toBeUndefined()
  expect(orderedInt8({ TWINSORT_INT8: '' })).toBeUndefined()
  expect(orderedInt8({ TWINSORT_INT8: 'twin' })).toBe('twin')
  expect(() => orderedInt8({ TWINSORT_INT8: 'Twin' })).toThrow('TWINSORT_INT8 is "Twin"')
})
