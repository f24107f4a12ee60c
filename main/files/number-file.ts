/**
 * @file Arrays of numbers in a file, one behind the other after a line that says what they are. They are written from where they lie and
 * read to where they stay: a copy of the whole, as a serialiser makes one, would be gigabytes for a million photos.
 */
import type { FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { ownNumbers } from '../math/matrix.ts'

type Numbers = Float32Array | Float64Array | Int32Array

const KINDS = { Float32Array, Float64Array, Int32Array } as const

const Header = z.object({
  format: z.literal('twinsort-numbers-1'),
  arrays: z.array(
    z.object({ kind: z.enum(['Float32Array', 'Float64Array', 'Int32Array']), length: z.int().min(0) }),
  ),
  /** What else the writer said. */
  facts: z.unknown(),
})

/** Longer than any of ours. */
const LONGEST_HEADER = 4096
/** One call reads no more than that. Bytes. */
const AT_ONCE = 2 ** 26

/** Little endian, as on every processor that Node runs on. @param facts what JSON can hold, in a few words */
export async function* numberPieces(facts: unknown, arrays: readonly Numbers[]): AsyncGenerator<Uint8Array> {
  const described = arrays.map((array) => ({ kind: kindOf(array), length: array.length }))
  const header = Buffer.alloc(LONGEST_HEADER, ' ')
  const text = JSON.stringify({ format: 'twinsort-numbers-1', arrays: described, facts })
  if (Buffer.byteLength(text) > LONGEST_HEADER) throw new RangeError('What a file says of itself is short.')
  header.write(text)
  yield await Promise.resolve(header)
  for (const { buffer, byteOffset, byteLength } of arrays)
    yield new Uint8Array(buffer, byteOffset, byteLength)
}

/**
 * @param allocate where the first array is to lie, of float32
 * @throws for a file of another kind, or one that has more or fewer bytes than it says
 */
export async function readNumbers(
  file: FileHandle,
  allocate = ownNumbers,
): Promise<{ facts: unknown; arrays: Numbers[] }> {
  const { size } = await file.stat()
  const header = Buffer.alloc(LONGEST_HEADER)
  await fill(file, header, 0)
  const { arrays: described, facts } = Header.parse(JSON.parse(header.toString('utf8')))
  const bytes = described.reduce((sum, { kind, length }) => sum + length * KINDS[kind].BYTES_PER_ELEMENT, 0)
  if (size !== LONGEST_HEADER + bytes) throw new RangeError(`${size} bytes are not what the file says.`)
  const arrays: Numbers[] = []
  let at = LONGEST_HEADER
  for (const { kind, length } of described) {
    const isFirst = arrays.length === 0
    const array = isFirst && kind === 'Float32Array' ? allocate(length) : new KINDS[kind](length)
    await fill(file, new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += array.byteLength
    arrays.push(array)
  }
  return { facts, arrays }
}

function kindOf(array: Numbers): keyof typeof KINDS {
  if (array instanceof Float32Array) return 'Float32Array'
  return array instanceof Float64Array ? 'Float64Array' : 'Int32Array'
}

async function fill(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const length = Math.min(AT_ONCE, bytes.length - done)
    const { bytesRead } = await file.read(bytes, done, length, from + done)
    if (bytesRead === 0) throw new RangeError('The file ends too early.')
    done += bytesRead
  }
}
