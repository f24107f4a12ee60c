/** @file A TensorProto as raw bytes, wherever the file keeps its numbers: exporters use either raw_data or a field a type. */
import { elementName, type ElementName, type Tensor } from '../../math/onnx/onnx-graph.ts'
import { readFields, type Fields } from './fields.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

/** TensorProto.DataLocation */
const EXTERNAL = 1

/** Bytes of one number; those that stand in `int32_data` when they are not raw are marked. */
const Widths: Record<ElementName, { bytes: number; inInt32: boolean }> = {
  float32: { bytes: 4, inInt32: false },
  float64: { bytes: 8, inInt32: false },
  int64: { bytes: 8, inInt32: false },
  uint64: { bytes: 8, inInt32: false },
  uint32: { bytes: 4, inInt32: false },
  int32: { bytes: 4, inInt32: true },
  uint16: { bytes: 2, inInt32: true },
  int16: { bytes: 2, inInt32: true },
  float16: { bytes: 2, inInt32: true },
  bfloat16: { bytes: 2, inInt32: true },
  uint8: { bytes: 1, inInt32: true },
  int8: { bytes: 1, inInt32: true },
  bool: { bytes: 1, inInt32: true },
}

/** @throws Error when it is damaged, of an unknown type, or lies in another file. */
export function readTensor(bytes: Uint8Array): Tensor {
  const tensor = readFields(bytes)
  const name = tensor.text(8)
  if (tensor.integer(14) === EXTERNAL || tensor.bytes(13).length > 0) {
    throw new AppError('bad-input', sentence('onnx-weights-elsewhere'))
  }
  const type = elementName(tensor.integer(2))
  const shape = tensor.integers(1)
  const data = tensor.bytes(9).at(-1) ?? numbersOf(tensor, type)
  const expected = Widths[type].bytes * shape.reduce((product, size) => product * size, 1)
  if (data.length !== expected) {
    throw new AppError('bad-input', sentence('onnx-weights-size', { name, bytes: data.length, expected }))
  }
  return { name, type, shape, data }
}

function numbersOf(tensor: Fields, type: ElementName): Uint8Array {
  if (type === 'float32') return joined(tensor.bytes(4))
  if (type === 'float64') return joined(tensor.bytes(10))
  const { bytes, inInt32 } = Widths[type]
  const longs = tensor.longs(type === 'int64' ? 7 : inInt32 ? 5 : 11)
  const out = new DataView(new ArrayBuffer(8 * longs.length))
  // The low bytes of a little-endian number come first, so each may overwrite what was too much of the one before.
  longs.forEach((value, index) => {
    for (let byte = 0; byte < bytes; byte += 1) {
      out.setUint8(index * bytes + byte, Number(BigInt.asUintN(8, value >> BigInt(8 * byte))))
    }
  })
  return new Uint8Array(out.buffer, 0, bytes * longs.length)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
