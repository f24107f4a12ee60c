/** @file Half-precision storage: features are kept as little-endian float16, half the size and ample for cosines. */
import { AppError } from '../../shared/errors.ts'

/** Largest finite float16. */
const LARGEST = 65504
/** Looked at rather than asked for: this runs in Node and in a page. */
const swapsBytes = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0

/**
 * @returns 2 bytes a value, little endian, rounded to nearest even (relative error at most 2^-11).
 * @throws AppError `internal` for a value that float16 cannot hold: NaN, infinite or beyond 65504.
 */
export function toFloat16(values: Float32Array): Uint8Array {
  for (let i = 0; i < values.length; i += 1) {
    if (!(Math.abs(values[i]) <= LARGEST)) {
      throw new AppError('internal', `Value ${i} (${values[i]}) does not fit in a 16-bit float.`)
    }
  }
  const bytes = new Uint8Array(new Float16Array(values).buffer)
  if (swapsBytes) swapPairs(bytes)
  return bytes
}

/** @throws AppError `internal` when the bytes do not come in pairs. */
export function fromFloat16(bytes: Uint8Array): Float32Array {
  if (bytes.length % 2 !== 0) {
    throw new AppError('internal', `${bytes.length} bytes are not a whole number of 16-bit floats.`)
  }
  // A Float16Array wants an even address; a database's buffer may stand anywhere in its pool.
  const whole = bytes.byteOffset % 2 === 0 && !swapsBytes ? bytes : new Uint8Array(bytes)
  if (swapsBytes) swapPairs(whole)
  return new Float32Array(new Float16Array(whole.buffer, whole.byteOffset, whole.length / 2))
}

function swapPairs(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 2) [bytes[i], bytes[i + 1]] = [bytes[i + 1], bytes[i]]
}
