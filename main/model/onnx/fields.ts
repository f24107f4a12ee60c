/** @file The fields of one protocol-buffer message, by number: enough to read ONNX without a compiled schema. */
import protobuf from 'protobufjs/minimal.js'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

export interface Fields {
  /** Values of a length-delimited field (text, message, bytes, packed numbers), as views of the message. */
  bytes(field: number): readonly Uint8Array[]
  text(field: number): string
  /** All values of a varint field, packed or not. Whole numbers beyond 2^53 are rounded. */
  integers(field: number): number[]
  /** The same as signed 64-bit numbers, which is how ONNX stores `int64_data`. */
  longs(field: number): bigint[]
  integer(field: number): number | undefined
}

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

/** @throws Error when the bytes are no such message. */
export function readFields(message: Uint8Array): Fields {
  const parts = new Map<number, Uint8Array[]>()
  const numbers = new Map<number, bigint[]>()
  const reader = protobuf.Reader.create(message)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const [field, wireType] = [tag >>> 3, tag & 7]
    if (field === 0) throw new AppError('bad-input', sentence('onnx-no-message'))
    if (wireType === VARINT) listAt(numbers, field).push(varint(reader))
    else if (wireType === BYTES) listAt(parts, field).push(reader.bytes())
    else if (wireType === FIXED32 || wireType === FIXED64) {
      const from = reader.pos
      reader.skipType(wireType)
      listAt(parts, field).push(message.subarray(from, reader.pos))
    } else throw new AppError('bad-input', sentence('onnx-no-message'))
  }
  const longs = (field: number): bigint[] => [
    ...(numbers.get(field) ?? []),
    ...(parts.get(field) ?? []).flatMap((packed) => packedVarints(packed)),
  ]
  return {
    bytes: (field) => parts.get(field) ?? [],
    text: (field) => new TextDecoder().decode(parts.get(field)?.at(-1)),
    integers: (field) => longs(field).map(Number),
    longs,
    integer: (field) => numbers.get(field)?.map(Number).at(-1),
  }
}

function listAt<T>(lists: Map<number, T[]>, field: number): T[] {
  const list = lists.get(field) ?? []
  lists.set(field, list)
  return list
}

function packedVarints(packed: Uint8Array): bigint[] {
  const reader = protobuf.Reader.create(packed)
  const values: bigint[] = []
  while (reader.pos < reader.len) values.push(varint(reader))
  return values
}

/** As a signed number of 64 bits. protobufjs gives those as JavaScript numbers, which cannot hold them. */
function varint(reader: protobuf.Reader): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (reader.pos >= reader.len) throw new AppError('bad-input', sentence('onnx-ends-early'))
    const byte = reader.buf[reader.pos]
    reader.pos += 1
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asIntN(64, value)
  }
  throw new AppError('bad-input', sentence('onnx-number-long'))
}
