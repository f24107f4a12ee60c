/** @file The backbones as they ship: what they compute, what a damaged file does, and when the int8 ones are not used. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openBackbone, type Backbone } from '../../../main/model/backbone.ts'
import { chooseBackbone, compareBackbones, describeSelfTest } from '../../../main/model/backbone-self-test.ts'
import { drawSelfTestPictures } from '../../../main/model/self-test-pictures.ts'
import { type BackboneName, BuiltInBackbone } from '../../../shared/domain.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'

const resources = path.resolve(import.meta.dirname, '../../../resources')
const opened: Backbone[] = []
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinsort-backbone-'))
})

afterEach(async () => {
  await Promise.all(opened.splice(0).map((backbone) => backbone.close()))
  await rm(folder, { recursive: true, force: true })
})

async function open(name: BackboneName, from = resources): Promise<Backbone> {
  const backbone = await openBackbone(name, from)
  opened.push(backbone)
  return backbone
}

describe('every backbone that ships', () => {
  test.each(BuiltInBackbone.options)('%s gives all pyramid levels of its pictures', async (name) => {
    const backbone = await open(name)
    const pictures = drawSelfTestPictures(backbone.inputSize)
    const pictureLength = backbone.inputSize ** 2 * 3
    const together = await backbone.embed(pictures.subarray(0, 2 * pictureLength), 2)
    const alone = await backbone.embed(pictures.subarray(pictureLength, 2 * pictureLength), 1)

    expect(backbone.levels.map((level) => level.name)).toEqual(['stage3', 'stage4', 'stage5', 'features'])
    expect(Object.keys(together)).toEqual(backbone.levels.map((level) => level.name))
    for (const { name: level, dimensions } of backbone.levels) {
      expect(together[level].length).toBe(2 * dimensions)
      expect(together[level].every((value) => Number.isFinite(value))).toBe(true)
      // A picture's features do not depend on the pictures beside it.
      const second = together[level].subarray(dimensions)
      const gap = Math.max(...second.map((value, i) => Math.abs(value - alone[level][i])))
      expect(gap).toBeLessThan(1e-3 * Math.max(...alone[level].map(Math.abs)))
      expect([...second]).not.toEqual([...together[level].subarray(0, dimensions)])
    }
  })
})

test('pictures of a wrong size are refused before they reach the network', async () => {
  const backbone = await open('efficientnet-lite0-int8')
  expect(() => backbone.embed(new Uint8Array(10), 1)).toThrow('150528')
  expect(() => backbone.embed(new Uint8Array(0), 0)).toThrow(RangeError)
})

test('a damaged or absent model file is named', async () => {
  await cp(path.join(resources, 'backbones'), path.join(folder, 'backbones'), { recursive: true })
  const file = path.join(folder, 'backbones', 'efficientnet-lite0-int8.onnx')
  await rm(file)
  await expect(open('efficientnet-lite0-int8', folder)).rejects.toMatchObject({
    code: 'backend-unavailable',
    details: { file },
  })
  await writeFile(file, 'not a model')
  await expect(open('efficientnet-lite0-int8', folder)).rejects.toThrow('is damaged')
})

test('what is asked for when it is closed is rejected, and so is what comes after', async () => {
  const backbone = await openBackbone('efficientnet-lite0-int8', resources)
  const pictures = drawSelfTestPictures(backbone.inputSize)
  const asked = backbone.embed(pictures, 8)
  const closed = backbone.close()
  await expect(asked).rejects.toThrow('closed')
  await closed
  await expect(backbone.embed(pictures, 8)).rejects.toMatchObject({ code: 'backend-unavailable' })
})

/** The same backbone, but as saturating arithmetic would have it: large features stop growing. */
function saturating(backbone: Backbone): Backbone {
  return {
    ...backbone,
    embed: async (pixels, count) => {
      const levels = await backbone.embed(pixels, count)
      return { ...levels, features: levels.features.map((value, i) => Math.min(value, 0.05 * (i % 3))) }
    },
  }
}

describe('the self-test', () => {
  const name = 'efficientnet-lite0-int8'
  const twinName = 'efficientnet-lite0-fp16'
  /** On a processor of this name, whatever TWINSORT_INT8 orders where the tests run. */
  const tested = (processor: string) => ({ cacheFolder: folder, processor, int8: 'fast' as const })
  /** Opens backbones and counts them; int8 ones go through `change`. */
  function opener(change: (backbone: Backbone) => Backbone = (backbone) => backbone) {
    const names: BackboneName[] = []
    return {
      names,
      open: async (wanted: BackboneName) => {
        names.push(wanted)
        const backbone = await open(wanted)
        return wanted.endsWith('int8') ? change(backbone) : backbone
      },
    }
  }

  test('a backbone agrees with itself', async () => {
    const agreement = await compareBackbones(await open(twinName), await open(twinName))
    expect(agreement.agrees).toBe(true)
    expect(agreement.worstCosine).toBeCloseTo(1, 6)
  })

  test('a disagreement is noticed: fp16 is used, and details say why, also from the remembered result', async () => {
    const broken = opener(saturating)
    const first = await chooseBackbone(name, { ...tested('old'), open: broken.open })
    expect(first.backbone.name).toBe(twinName)
    expect(first.detail?.key).toBe('twin-used')
    expect(first.detail?.values).toMatchObject({ twin: twinName })
    const { sha256, runtime, sums } = await open(name)
    const said = await describeSelfTest({ name, sha256, runtime, sums }, tested('old'))
    expect(said).toBe(first.detail && inEnglish(first.detail))

    // Were the test run again, it would pass now: the result is the remembered one.
    const again = await chooseBackbone(name, { ...tested('old'), open: opener().open })
    expect(again.backbone.name).toBe(twinName)
    expect(again.detail).toEqual(first.detail)
  })

  test('the result belongs to the processor and to the way of summing', async () => {
    await chooseBackbone(name, { ...tested('old'), open: opener(saturating).open })
    const other = opener()
    await chooseBackbone(name, { ...tested('new'), open: other.open })
    expect(other.names).toEqual([name, twinName])
    const slower = opener((backbone) => ({ ...backbone, sums: backbone.sums === 'fast' ? 'exact' : 'fast' }))
    const { backbone } = await chooseBackbone(name, { ...tested('old'), open: slower.open })
    expect(backbone.name).toBe(name)
  })

  test('an agreement is remembered, so that the twin is opened once only', async () => {
    // The twin stands in for int8, so that this holds on processors without VNNI too.
    const twin = await open(twinName)
    const first = opener((backbone) => ({
      ...twin,
      name,
      sha256: backbone.sha256,
      close: () => backbone.close(),
    }))
    expect((await chooseBackbone(name, { ...tested('any'), open: first.open })).detail).toBeNull()
    expect(first.names).toEqual([name, twinName])
    const second = opener()
    expect((await chooseBackbone(name, { ...tested('any'), open: second.open })).backbone.name).toBe(name)
    expect(second.names).toEqual([name])
  })

  test('an fp16 backbone needs no test', async () => {
    const fp16 = opener()
    await chooseBackbone(twinName, { open: fp16.open, cacheFolder: folder })
    expect(fp16.names).toEqual([twinName])
  })

  test('the twin can be ordered, and int8 is not even opened', async () => {
    const ordered = opener()
    const options = { open: ordered.open, cacheFolder: folder, int8: 'twin' as const }
    const { backbone, detail } = await chooseBackbone(name, options)
    expect(backbone.name).toBe(twinName)
    expect(detail?.key).toBe('twin-ordered')
    expect(ordered.names).toEqual([twinName])
  })
})
