import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from '../../shared/codec.ts'
import fc from '../support/properties.ts'

const arrays = fc.oneof(
  fc.int8Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
)

/** A bare number's sign of zero is not kept; within an array of numbers it is. */
const numbers = fc.double().map((value) => (Object.is(value, -0) ? 0 : value))

const { message } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.string(), numbers, fc.maxSafeInteger(), fc.boolean(), fc.constant(null), arrays),
  message: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('message')),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('message'),
      { noNullPrototype: true },
    ),
  ),
}))

describe('the codec', () => {
  it('gives back every message, with typed arrays of the same kind', () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(decodeMessage(encodeMessage(value))).toStrictEqual(value)
      }),
    )
  })

  it('encodes a part of a larger array alone, wherever it begins', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), (start, length) => {
        const part = Float32Array.from({ length: 64 }, (_, i) => i / 3).subarray(start, start + length)
        const bytes = encodeMessage({ part })
        expect(bytes.length).toBeLessThan(part.byteLength + 16)
        expect(decodeMessage(bytes)).toStrictEqual({ part: part.slice() })
      }),
    )
  })

  it('gives plain bytes, also out of a Buffer that lies within another', () => {
    const wire = Buffer.concat([Buffer.from('xyz'), encodeMessage({ bytes: new Uint8Array([1, 2, 3]) })])
    expect(decodeMessage(wire.subarray(3))).toStrictEqual({ bytes: new Uint8Array([1, 2, 3]) })
  })

  it('takes a bare -0 for 0, as JSON does', () => {
    expect(decodeMessage(encodeMessage({ loss: -0, losses: Float64Array.of(-0) }))).toStrictEqual({
      loss: 0,
      losses: Float64Array.of(-0),
    })
  })

  it('leaves out what is undefined, so that a default can take its place', () => {
    expect(decodeMessage(encodeMessage({ goal: undefined, seed: 1 }))).toStrictEqual({ seed: 1 })
  })

  it('takes nothing that is no message for one', () => {
    const valid = encodeMessage({ ids: Int32Array.of(1, 2, 3) })
    expect(() => decodeMessage(valid.subarray(0, -1))).toThrow()
    expect(() => decodeMessage(new Uint8Array())).toThrow()
    expect(() => decodeMessage(Buffer.concat([valid, valid]))).toThrow()
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          encodeMessage(decodeMessage(bytes)) // whatever it is, it is finite and plain
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Error)
        }
      }),
    )
  })

  it('sets no memory aside for elements that are only claimed', () => {
    expect(() => decodeMessage(Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff, 0x01))).toThrow(/array length/)
    expect(() => decodeMessage(Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff, 0x01))).toThrow(/map length/)
  })

  it('cannot be used to reach into prototypes', () => {
    const bytes = Buffer.from([0x81, 0xa9, ...Buffer.from('__proto__'), 0x80])
    expect(() => decodeMessage(bytes)).toThrow(/__proto__/)
  })
})
