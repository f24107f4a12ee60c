/** @file Columns of numbers as bytes for the database: little endian, as on every processor that Node runs on. */

export function bytesOf(numbers: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

/** Copied, since SQLite's bytes need not lie where numbers of four bytes can. */
export function integersOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(copied(bytes))
}

export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(copied(bytes))
}

function copied(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer.slice(0, bytes.length - (bytes.length % 4))
}
