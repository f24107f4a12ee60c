/**
 * @file Messages as bytes, for carriers that do not clone by themselves (WebSocket): MessagePack, with typed arrays as an
 * extension each, so that a column of 100,000 numbers stays the bytes that it is. As in a structured clone every kind of
 * array comes back as itself; unlike in one, fields that are `undefined` are left out and
 * a bare -0 becomes 0, as in JSON.
 */
import { decode, encode, ExtensionCodec } from '@msgpack/msgpack'

/**
 * A kind's number on the wire is its place here: append only. Their bytes travel as they lie in memory, little-endian on
 * every machine that Twinsort runs on. Uint8Array is not among them: MessagePack has bytes of its own.
 */
const KINDS = [
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const

const extensionCodec = new ExtensionCodec()
for (const [type, Kind] of KINDS.entries()) {
  extensionCodec.register({
    type,
    encode: (value) =>
      value instanceof Kind ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null,
    // A copy, because a view would have to begin at a multiple of its element's size.
    decode: (bytes) => new Kind(bytes.slice().buffer),
  })
}

/** @throws Error for what no message may hold: functions, symbols, bare bigints. */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message, { extensionCodec, ignoreUndefined: true })
}

/** @throws Error for bytes that are no message. */
export function decodeMessage(bytes: Uint8Array | ArrayBuffer): unknown {
  // Node's Buffer would hand out slices of its own kind.
  const plain =
    bytes instanceof ArrayBuffer
      ? new Uint8Array(bytes)
      : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Every element takes at least one byte: what claims to hold more is refused before memory is set aside for it.
  const most = plain.byteLength
  return decode(plain, { extensionCodec, maxArrayLength: most, maxMapLength: most })
}
