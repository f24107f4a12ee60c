/** @file What leaves the engine's process holds no shared memory: Electron's ports refuse it. */
import { describe, expect, test } from 'vitest'
import { withoutSharedMemory } from '../../../main/jobs/training/thread/hidden-window/shared-memory.ts'

const BYTES = 16

/** Every kind of view on two thirds of shared memory. */
function sharedViews(): ArrayBufferView[] {
  const shared = new SharedArrayBuffer(3 * BYTES)
  new Uint8Array(shared).forEach((_, index, all) => (all[index] = index))
  const numbers = [
    new Int8Array(shared, BYTES, BYTES),
    new Uint8Array(shared, BYTES, BYTES),
    new Uint8ClampedArray(shared, BYTES, BYTES),
    new Int16Array(shared, BYTES, BYTES / 2),
    new Uint16Array(shared, BYTES, BYTES / 2),
    new Float16Array(shared, BYTES, BYTES / 2),
    new Int32Array(shared, BYTES, BYTES / 4),
    new Uint32Array(shared, BYTES, BYTES / 4),
    new Float32Array(shared, BYTES, BYTES / 4),
    new Float64Array(shared, BYTES, BYTES / 8),
    new BigInt64Array(shared, BYTES, BYTES / 8),
    new BigUint64Array(shared, BYTES, BYTES / 8),
  ]
  return [...numbers, new DataView(shared, BYTES, BYTES)]
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): number[] {
  return [...new Uint8Array(buffer, byteOffset, byteLength)]
}

describe('without shared memory', () => {
  test.each(sharedViews().map((view) => ({ kind: Object.prototype.toString.call(view), view })))(
    '$kind is copied, as the same kind, and no further than it sees',
    ({ kind, view }) => {
      const { inner } = withoutSharedMemory({ inner: view })
      expect(Object.prototype.toString.call(inner)).toBe(kind)
      expect(inner.buffer).toBeInstanceOf(ArrayBuffer)
      expect(inner.buffer.byteLength).toBe(BYTES)
      expect(bytesOf(inner)).toEqual(Array.from({ length: BYTES }, (_, index) => BYTES + index))
    },
  )

  test('a Buffer is copied too, whose own slice is a view', () => {
    const buffer = Buffer.from(new SharedArrayBuffer(4))
    const copy = withoutSharedMemory(buffer)
    expect(copy.buffer).toBeInstanceOf(ArrayBuffer)
    expect([...copy]).toEqual([0, 0, 0, 0])
  })

  test('it is found in arrays and objects, and the rest stays what it is', () => {
    const own = new Float32Array([1, 2])
    const shared = new Int32Array(new SharedArrayBuffer(8))
    const given = { own, deep: [{ shared }], text: 'x', none: null, missing: undefined, big: 2n }
    const copy = withoutSharedMemory(given)
    expect(copy).toEqual(given)
    expect(copy.own).toBe(own)
    expect(copy.deep[0].shared.buffer).toBeInstanceOf(ArrayBuffer)
  })
})
