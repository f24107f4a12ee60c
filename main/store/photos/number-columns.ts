/** @file Columns of numbers as bytes for the database: little endian, as on every processor that Node runs on. */

export function bytesOf(numbers: Int32Array | Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

/** Copied, since SQLite's bytes need not lie where such numbers can. */
export function integersOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(copied(bytes, Int32Array.BYTES_PER_ELEMENT))
}

export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(copied(bytes, Float32Array.BYTES_PER_ELEMENT))
}

export function doublesOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(copied(bytes, Float64Array.BYTES_PER_ELEMENT))
}

function copied(bytes: Uint8Array, size: number): ArrayBuffer {
  return new Uint8Array(bytes).buffer.slice(0, bytes.length - (bytes.length % size))
}
