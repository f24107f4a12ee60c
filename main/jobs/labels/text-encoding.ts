/**
 * @file From the bytes of a text file to its text. UTF-8, and whatever a byte order mark or the zeros of UTF-16 prove, is recognised;
 * every other encoding is to be named, since nothing in a file tells one from another.
 */
import { AppError } from '../../../shared/errors.ts'
import { joined, sentence, type Sentence } from '../../../shared/sentences/sentence.ts'

/** Named in questions: what spreadsheets write in most parts of the world. */
const USUAL = ['windows-1252', 'gbk', 'shift_jis', 'windows-1251']

const MARKS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** Bytes that are looked at for the zeros of UTF-16: the first letters of a header line. */
const LOOKED_AT = 8
const SHOWN = 40

/**
 * @param encoding as the WHATWG Encoding Standard names them (`windows-1252`, `gbk`); recognised unless said.
 * @throws AppError `bad-input` for an unknown encoding, or for text that is not in it, with what lines would read in usual ones.
 */
export function decodeText(bytes: Uint8Array, file: string, encoding?: string): string {
  const mark = MARKS.find(([start]) => start.every((byte, index) => bytes[index] === byte))
  const known = mark?.[1] ?? utf16By(bytes)
  if (known !== undefined)
    return decoded(bytes, known) ?? wrong(sentence('text-damaged', { file, encoding: known }))
  if (encoding !== undefined) {
    const decoder =
      decoderOf(encoding) ?? wrong(sentence('encoding-unknown', { encoding, usual: USUAL.join(', ') }))
    return decoded(bytes, decoder.encoding) ?? wrong(sentence('text-not-in-encoding', { file, encoding }))
  }
  const notUtf8 = sentence('text-not-utf8', { file })
  return decoded(bytes, 'utf-8') ?? wrong(joined('joined-by-and-then', [notUtf8, ...samples(bytes)]))
}

/** Text of UTF-16 without a mark: every second byte of its header line is zero. */
function utf16By(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, LOOKED_AT)
  if (start.length < LOOKED_AT) return undefined
  const even = start.filter((_, index) => index % 2 === 0)
  const odd = start.filter((_, index) => index % 2 === 1)
  if (odd.every((byte) => byte === 0) && !even.includes(0)) return 'utf-16le'
  if (even.every((byte) => byte === 0) && !odd.includes(0)) return 'utf-16be'
  return undefined
}

function decoderOf(encoding: string): TextDecoder | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch {
    return undefined
  }
}

/** Without its byte order mark; undefined where a byte fits no character. */
function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return decoderOf(encoding)?.decode(bytes)
  } catch {
    return undefined
  }
}

/** How the first line that is not UTF-8 reads in the usual encodings, so that a person can tell which is right; nothing where it reads in none. */
function samples(bytes: Uint8Array): Sentence[] {
  const lines = splitLines(bytes)
  const number = lines.findIndex((line) => decoded(line, 'utf-8') === undefined)
  const line = lines.at(number) ?? bytes
  const readings = USUAL.flatMap((encoding) => {
    const text = decoded(line, encoding)?.trim().slice(0, SHOWN)
    return text === undefined ? [] : [sentence('text-in-encoding', { text, encoding })]
  })
  if (readings.length === 0) return []
  return [sentence('text-reads', { line: number + 1, readings: joined('joined-by-comma', readings) })]
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  while (start <= bytes.length) {
    const end = bytes.indexOf(0x0a, start)
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end))
    if (end < 0) break
    start = end + 1
  }
  return lines
}

function wrong(said: Sentence): never {
  throw new AppError('bad-input', said)
}
