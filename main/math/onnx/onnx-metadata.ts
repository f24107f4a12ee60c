/** @file What an ONNX file says of itself beside its graph (ModelProto.metadata_props), taken out. */
import protobuf from 'protobufjs/minimal.js'

const METADATA_FIELD = 14

/** @returns The same bytes where there is no metadata, or where they are no ONNX file: ONNX Runtime says that in its own words. */
export function withoutMetadata(model: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = []
  try {
    const reader = protobuf.Reader.create(model)
    let keptTo = 0
    while (reader.pos < reader.len) {
      const from = reader.pos
      const tag = reader.uint32()
      reader.skipType(tag & 7)
      if (tag >>> 3 !== METADATA_FIELD) continue
      kept.push(model.subarray(keptTo, from))
      keptTo = reader.pos
    }
    if (keptTo === 0) return model
    kept.push(model.subarray(keptTo))
  } catch {
    return model
  }
  return Buffer.concat(kept)
}
