/**
 * @file Large arrays of the contract, as typed arrays: every carrier hands them on as bytes. z.instanceof would narrow
 * their memory to unshared buffers, which is not intended.
 */
import { z } from 'zod'

export const Integers = z.custom<Int32Array>(
  (value) => value instanceof Int32Array,
  'An Int32Array is expected.',
)
export const Floats = z.custom<Float32Array>(
  (value) => value instanceof Float32Array,
  'A Float32Array is expected.',
)
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'A Uint8Array is expected.')
export const Doubles = z.custom<Float64Array>(
  (value) => value instanceof Float64Array,
  'A Float64Array is expected.',
)
