/** @file A person's own network in a process that can be lost: without an end, greedy, broken, killed; the engine goes on. */
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openOwn, prepareForeign } from '../../../main/model/apart/foreign-network.ts'
import { engineIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { endlessEncoder, HOSTILE_SIDE } from '../../support/training/hostile-networks.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

const LIMITS = { memory: 4e9, open: 60_000, batch: 60_000 }
const call = { signal: new AbortController().signal }

async function written(bytes: Uint8Array): Promise<string> {
  const file = path.join(await temporaryFolder(), 'mine.onnx')
  await writeFile(file, bytes)
  return file
}

/** Processes that this one has started and that are still there. */
function children(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
}

/** Those of the tests themselves. */
const before = children()

describe('looking into a network', () => {
  it('is given up when that comes to no end, and nothing is left running', async () => {
    const file = await written(endlessEncoder({ above: -1 }))
    const look = prepareForeign({ file, declared: {}, out: null }, { limits: { ...LIMITS, open: 4000 } })
    let turns = 0
    const timer = setInterval(() => (turns += 1), 10)
    await expect(look).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/did not finish/) as string,
    })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(20) // this thread was free all the while
    await expect.poll(children).toBe(before)
  })

  it('ends at once when it is cancelled, also before it began', async () => {
    const file = await written(endlessEncoder({ above: -1 }))
    const controller = new AbortController()
    const look = prepareForeign(
      { file, declared: {}, out: null },
      { limits: LIMITS, signal: controller.signal },
    )
    const cancelled = expect(look).rejects.toMatchObject({ code: 'cancelled' })
    setTimeout(() => {
      controller.abort()
    }, 1500)
    await cancelled
    const { signal } = controller
    await expect(prepareForeign({ file, declared: {}, out: null }, { signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
    await expect.poll(children).toBe(before)
  })

  it('is given up when it takes too much memory', async () => {
    const file = await written(endlessEncoder({ above: -1, isGreedy: true }))
    const look = prepareForeign({ file, declared: {}, out: null }, { limits: { ...LIMITS, memory: 0.7e9 } })
    await expect(look).rejects.toThrow(/more than 0.7 GB of memory/)
    await expect.poll(children).toBe(before)
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['noise', Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251)],
    ['half a network', endlessEncoder({ above: 300 }).subarray(0, 300)],
    ['messages within messages', nested(3000)],
    ['many empty parts', Uint8Array.from({ length: 400_000 }, (_, at) => (at % 2 === 0 ? 0x3a : 0))],
    ['a part that claims to be long', Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
    ['a number without an end', new Uint8Array(100_000).fill(0x88)],
  ])('says what is wrong with %s', async (_what, bytes) => {
    const look = prepareForeign({ file: await written(bytes), declared: {}, out: null }, { limits: LIMITS })
    await expect(look).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/no ONNX model|cannot be used|does not run/) as string,
    })
  })
})

/** A graph in an attribute of a node of a graph, and so on: 0x3a is `graph` of a model, 0x0a `node`, 0x2a `attribute`, 0x32 `g`. */
function nested(depth: number): Uint8Array {
  let bytes: number[] = []
  const within = (tag: number) => {
    const { length } = bytes
    bytes = [tag, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, (length >> 14) & 0x7f, ...bytes]
  }
  for (let level = 0; level < depth; level += 1) {
    bytes = [...bytes, 0xa0, 0x01, 0x05] // type: a graph
    for (const tag of [0x32, 0x2a, 0x0a]) within(tag)
  }
  within(0x3a)
  return Uint8Array.from([0x08, 0x08, ...bytes])
}

describe('running a network', () => {
  it('that comes to no end for one photo fails for that, and can be opened again', async () => {
    const library = await temporaryFolder()
    const engine = engineIn(library)
    const file = await written(endlessEncoder({ above: 200 })) // runs well on the grey picture of the first look
    const folder = path.join(library, 'library')
    const photos = path.join(library, 'photos')
    await drawLibrary(photos, { classes: 1, perClass: 3 })
    const index = { folders: [photos], ownBackbone: { file, preprocessing: {}, adopt: 'always' as const } }
    await expect(engine.handlers.index(index, call)).resolves.toMatchObject({ backbone: 'own:mine' })
    expect(await readdir(path.join(folder, 'backbones'))).toEqual(['mine.onnx'])
    const pixels = (value: number) => new Uint8Array(HOSTILE_SIDE ** 2 * 3).fill(value)
    const backbone = await openOwn(folder, 'own:mine', { limits: { ...LIMITS, batch: 2000 } })
    expect((await backbone.embed(pixels(100), 1)).features).toEqual(Float32Array.of(100, 100, 100))
    await expect(backbone.embed(pixels(255), 1)).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringMatching(/own:mine.*did not finish/) as string,
    })
    await expect(backbone.embed(pixels(100), 1)).rejects.toMatchObject({ code: 'backend-unavailable' })
    await backbone.close()
    const again = await openOwn(folder, 'own:mine', { limits: LIMITS })
    expect((await again.embed(pixels(7), 1)).features).toEqual(Float32Array.of(7, 7, 7))
    await again.close()
    await expect.poll(children).toBe(before)
  })

  it('is stopped by whoever cancels the index, and nothing is kept of it', async () => {
    const folder = await temporaryFolder()
    const engine = engineIn(folder)
    const file = await written(endlessEncoder({ above: -1 }))
    const controller = new AbortController()
    const index = { folders: [folder], ownBackbone: { file, preprocessing: {}, adopt: 'always' as const } }
    const indexing = engine.handlers.index(index, { signal: controller.signal })
    const cancelled = expect(indexing).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(children).toBe(before + 1)
    expect(await engine.handlers.status({}, call)).toMatchObject({ photos: 0 })
    controller.abort()
    await cancelled
    expect(await readdir(path.join(folder, 'library', 'backbones'))).toEqual([])
    await expect.poll(children).toBe(before)
  })
})
