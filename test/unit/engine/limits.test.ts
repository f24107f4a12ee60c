/** @file What comes from outside is measured before it is decoded: every kind of value, and each limit to its last value. */
import { encode } from '@msgpack/msgpack'
import { describe, expect, it } from 'vitest'
import { encodeMessage } from '../../../shared/codec.ts'
import { checkMessagePack, parseJson } from '../../../shared/limits.ts'
import fc from '../../support/properties.ts'

const SMALL = { depth: 4, values: 12, objects: 6 }

/** `depth` arrays within one another around a null. */
function tower(depth: number): unknown {
  return depth === 0 ? null : [tower(depth - 1)]
}

/** What a value holds, by walking through it as it is in memory. */
function measure(value: unknown, depth = 0): { depth: number; values: number; objects: number } {
  if (typeof value === 'string') return { depth, values: 1, objects: 1 }
  if (typeof value !== 'object' || value === null) return { depth, values: 1, objects: 0 }
  const parts = Array.isArray(value) ? value : Object.entries(value).flat()
  const total = { depth: depth + (parts.length > 0 ? 1 : 0), values: 1, objects: 1 }
  for (const part of parts) {
    const within = measure(part, depth + 1)
    total.depth = Math.max(total.depth, within.depth)
    total.values += within.values
    total.objects += within.objects
  }
  return total
}

const plain = fc.anything({ withNullPrototype: false, maxDepth: 6, key: fc.string({ maxLength: 40 }) })

describe('a message', () => {
  it('passes with exactly what it holds, and with nothing less', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const bytes = encode(value)
        const exact = measure(value)
        checkMessagePack(bytes, exact)
        for (const key of ['values', 'objects', 'depth'] as const) {
          if (exact[key] === 0) continue
          expect(() => {
            checkMessagePack(bytes, { ...exact, [key]: exact[key] - 1 })
          }).toThrow(/more than/)
        }
      }),
    )
  })

  it('passes whatever kinds of values it has, at every size of each', () => {
    const sizes = [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536]
    const kinds: unknown[] = [true, null, 1.5, -1, -33, -129, -40_000, 2 ** 32, -(2 ** 33), 200, 40_000]
    for (const size of sizes) {
      kinds.push('x'.repeat(size), new Uint8Array(size), new Float32Array(size), new Int8Array(size))
      kinds.push(Array.from({ length: size }, () => 0))
      kinds.push(Object.fromEntries(Array.from({ length: Math.min(size, 70_000) }, (_, i) => [String(i), 0])))
    }
    for (const kind of kinds) checkMessagePack(encodeMessage([kind, new Date(), kind]))
  })

  it('of any bytes comes to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          checkMessagePack(bytes, SMALL)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Error)
        }
      }),
    )
    fc.assert(
      fc.property(plain, (value) => {
        checkMessagePack(encode(value, { ignoreUndefined: true }))
      }),
    )
  })

  it.each([
    ['arrays in arrays', Uint8Array.from({ length: 1000 }, () => 0x91), /nested more than 32 deep|too early/],
    [
      'maps in maps',
      Uint8Array.from({ length: 999 }, (_, at) => [0x81, 0xa1, 0x61][at % 3]),
      /nested|too early/,
    ],
    ['an array that claims to be long', Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff), /more than|too early/],
    ['such in one another', claims(40, 0x00f0_0000), /more than|too early/],
    ['a map that claims to be long', Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff), /more than|too early/],
    ['a text that claims to be long', Uint8Array.of(0xdb, 0xff, 0xff, 0xff, 0xff), /too early/],
    ['many empty lists', many(200_001, 0x90), /200000 lists/],
    ['many empty texts', many(200_001, 0xa0), /200000 lists/],
    ['many numbers', many(500_001, 0x01), /500000 values/],
  ])('is refused: %s', (_what, bytes, reason) => {
    expect(() => {
      checkMessagePack(bytes)
    }).toThrow(reason)
  })
})

function claims(times: number, length: number): Uint8Array {
  const bytes = new Uint8Array(5 * times)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < bytes.length; at += 5) {
    bytes[at] = 0xdd
    view.setUint32(at + 1, length)
  }
  return bytes
}

function many(length: number, value: number): Uint8Array {
  const bytes = new Uint8Array(5 + length).fill(value)
  bytes[0] = 0xdd
  new DataView(bytes.buffer).setUint32(1, length)
  return bytes
}

describe('JSON', () => {
  it('is read as JSON.parse reads it, whatever stands in its texts', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
    const odd = { '[{"\\': '\\"[[[[[[[', b: ['}', ']', '\\\\', '"'], '\u2028': '\u0000' }
    expect(parseJson(JSON.stringify(odd))).toEqual(odd)
    expect(() => parseJson('{"a": ')).toThrow(SyntaxError)
    expect(() => parseJson('"\\')).toThrow(SyntaxError)
  })

  it.each([
    [JSON.stringify(tower(5)), /nested more than 4 deep/],
    ['['.repeat(100_000), /nested more than 4 deep/],
    [JSON.stringify(Array.from({ length: 13 }, () => 1)), /more than 12 values/],
    ['{"a":'.repeat(100_000), /more than 6 lists/],
    [JSON.stringify(Array.from({ length: 6 }, () => ({}))), /more than 6 lists/],
    [JSON.stringify(Array.from({ length: 6 }, () => '')), /more than 6 lists/],
  ])('is refused: %#', (text, reason) => {
    expect(() => parseJson(text, SMALL)).toThrow(reason)
  })
})
