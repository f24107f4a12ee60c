/**
 * @file Reads one report of ONNX Runtime that waits to be sent. Its bytes are a record in Bond's compact binary format,
 * version 1 (github.com/microsoft/bond). Only texts are read: they show which program made the report.
 */
import protobuf from 'protobufjs/minimal.js'

export interface Report {
  /** The same in all reports of one process. */
  readonly process: string
  /** Path of the program; empty where it is missing. */
  readonly program: string
  /** The program that made the opened model; undefined in a report that is not about a model. */
  readonly producer: string | undefined
}

/** A text, the fields of a struct by number, or the elements of a list; for a map, keys and values in turn. */
type Value = string | Fields | Value[] | undefined
type Fields = ReadonlyMap<number, Value>
const isStruct = (value: Value): value is Fields => value instanceof Map

/** Numbers of the record's fields, as ONNX Runtime 1.29 and 1.30 write them. */
const PROGRAM = { in: 25, at: 5 } as const
const SAID = { in: 70, at: 1 } as const
const TEXT = 3

/** @returns undefined for bytes that are no such record, or that do not name the process. */
export function readReport(bytes: Uint8Array): Report | undefined {
  try {
    const reader = protobuf.Reader.create(bytes)
    const record = readStruct(reader)
    if (reader.pos !== reader.len) return undefined
    const said = textsByName(inFirst(record, SAID))
    const process = said.get('AppSessionGuid')
    if (process === undefined) return undefined
    const program = inFirst(record, PROGRAM)
    return {
      process,
      program: typeof program === 'string' ? program : '',
      producer: said.get('modelProducerName'),
    }
  } catch {
    return undefined
  }
}

function inFirst(record: Fields, { in: list, at }: typeof PROGRAM | typeof SAID): Value {
  const all = record.get(list)
  const first = Array.isArray(all) ? all[0] : undefined
  return isStruct(first) ? first.get(at) : undefined
}

function textsByName(map: Value): Map<string, string> {
  const found = new Map<string, string>()
  if (!Array.isArray(map)) return found
  for (let i = 0; i + 1 < map.length; i += 2) {
    const [name, value] = map.slice(i, i + 2)
    const text = isStruct(value) ? value.get(TEXT) : undefined
    if (typeof name === 'string' && typeof text === 'string') found.set(name, text)
  }
  return found
}

/** Type numbers of Bond; 4 to 6 and 15 to 17 are integers of variable length. */
const Type = { end: 0, endOfBase: 1, bool: 2, uint8: 3, float: 7, double: 8, text: 9 } as const
const Nested = { struct: 10, list: 11, set: 12, map: 13, int8: 14, wideText: 18 } as const

function readStruct(reader: protobuf.Reader): Map<number, Value> {
  const fields = new Map<number, Value>()
  for (;;) {
    const head = readByte(reader)
    const type = head & 31
    if (type === Type.end) return fields
    if (type !== Type.endOfBase) fields.set(readNumber(reader, head >>> 5), readValue(reader, type))
  }
}

function readNumber(reader: protobuf.Reader, short: number): number {
  if (short < 6) return short
  const low = readByte(reader)
  return short === 6 ? low : low + 256 * readByte(reader)
}

function readValue(reader: protobuf.Reader, type: number): Value {
  switch (type) {
    case Type.text:
      return reader.string()
    case Nested.struct:
      return readStruct(reader)
    case Nested.list:
    case Nested.set:
      return readAll(reader, [readByte(reader) & 31])
    case Nested.map:
      return readAll(reader, [readByte(reader), readByte(reader)])
    default:
      skipField(reader, type)
      return undefined
  }
}

/** @param types of the elements, repeated in turn */
function readAll(reader: protobuf.Reader, types: readonly number[]): Value[] {
  const values: Value[] = []
  for (let left = reader.uint32(); left > 0; left -= 1) {
    for (const type of types) values.push(readValue(reader, type))
  }
  return values
}

function skipField(reader: protobuf.Reader, type: number): void {
  if (type === Type.bool || type === Type.uint8 || type === Nested.int8) reader.skip(1)
  else if (type === Type.float) reader.skip(4)
  else if (type === Type.double) reader.skip(8)
  else if (type === Nested.wideText) reader.skip(2 * reader.uint32())
  else if (type > Nested.wideText) throw new RangeError(`Bond has no type ${type}.`)
  else reader.skip() // an integer
}

function readByte(reader: protobuf.Reader): number {
  const at = reader.pos
  reader.skip(1)
  return reader.buf[at]
}
