/**
 * @file How deep and how rich what comes from outside may be, found out before it is decoded. A few megabytes can stand for
 * gigabytes of objects (an empty array is one byte in MessagePack, and some fifty in memory), or for a tower of brackets that
 * no recursive function climbs. Counting the values needs no memory, whatever they are.
 */

export interface DataLimits {
  /** Arrays and maps within one another. */
  readonly depth: number
  /** Values of every kind, keys included: room for the ids of half a million photos. */
  readonly values: number
  /** Of these, arrays, maps, texts and blocks of bytes, each of which is an object of its own in memory. */
  readonly objects: number
}

export const DATA_LIMITS: DataLimits = { depth: 32, values: 500_000, objects: 200_000 }

/** Counts what there is in one piece of data, as it comes. */
class Count {
  readonly #limits: DataLimits
  #values = 0
  #objects = 0

  constructor(limits: DataLimits) {
    this.#limits = limits
  }

  /**
   * One value more, in so many arrays and maps; `promised` are those that are still to come in these.
   * @throws Error where there are too many.
   */
  add(depth: number, isObject: boolean, promised = 0): void {
    this.#values += 1
    if (isObject) this.#objects += 1
    const { values, objects, depth: deepest } = this.#limits
    if (depth > deepest) throw new Error(`it is nested more than ${deepest} deep`)
    if (this.#values + promised > values) throw new Error(`it holds more than ${values} values`)
    if (this.#objects > objects) throw new Error(`it holds more than ${objects} lists, objects and texts`)
  }
}

/** Bytes of a length or a number that follow the first byte, for the types 0xc0 to 0xdf. */
const FIXED = [
  0, 0, 0, 0, 1, 2, 4, 1, 2, 4, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17, 1, 2, 4, 2, 4, 2, 4,
]

/** One value of MessagePack: how many bytes it takes, and how many values are within. */
function headAt(view: DataView, at: number): { bytes: number; within: number; isObject: boolean } {
  const first = view.getUint8(at)
  if (first < 0x80 || first >= 0xe0) return { bytes: 1, within: 0, isObject: false }
  if (first < 0x90) return { bytes: 1, within: 2 * (first & 0x0f), isObject: true }
  if (first < 0xa0) return { bytes: 1, within: first & 0x0f, isObject: true }
  if (first < 0xc0) return { bytes: 1 + (first & 0x1f), within: 0, isObject: true }
  const size = FIXED[first - 0xc0]
  const isBytes = first >= 0xc4 && first <= 0xc6
  const isExtension = first >= 0xc7 && first <= 0xc9
  const isText = first >= 0xd9 && first <= 0xdb
  if (first >= 0xdc) {
    const count = lengthAt(view, at + 1, size)
    return { bytes: 1 + size, within: first >= 0xde ? 2 * count : count, isObject: true }
  }
  if (isBytes || isText) return { bytes: 1 + size + lengthAt(view, at + 1, size), within: 0, isObject: true }
  if (isExtension) return { bytes: 2 + size + lengthAt(view, at + 1, size), within: 0, isObject: true }
  return { bytes: 1 + size, within: 0, isObject: first >= 0xd4 && first <= 0xd8 }
}

function lengthAt(view: DataView, at: number, size: number): number {
  if (size === 1) return view.getUint8(at)
  return size === 2 ? view.getUint16(at) : view.getUint32(at)
}

/**
 * Looks whether these bytes are a message that may be decoded. What is no MessagePack at all is left to the decoder, but for
 * an array that claims to hold more than is there: the decoder would set its memory aside at once.
 * @throws Error that says which limit it passes, as the end of a sentence.
 */
export function checkMessagePack(bytes: Uint8Array, limits: DataLimits = DATA_LIMITS): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = new Count(limits)
  /** How many values are still to come in each array or map that is open, and in all of them. */
  const open = [1]
  let promised = 1
  for (let at = 0; at < bytes.length && promised > 0;) {
    while (open.at(-1) === 0) open.pop()
    open[open.length - 1] -= 1
    const { bytes: taken, within, isObject } = headAt(view, at)
    promised += within - 1
    count.add(open.length - (within > 0 ? 0 : 1), isObject, promised)
    if (within > 0) open.push(within)
    at += taken
    if (promised > bytes.length - at) throw new Error('it ends too early')
  }
}

/**
 * `JSON.parse` for text of others. Texts and commas are counted, which is never less than there are values.
 * @throws Error that says which limit it passes; SyntaxError for what is no JSON.
 */
export function parseJson(text: string, limits: DataLimits = DATA_LIMITS): unknown {
  const count = new Count(limits)
  let depth = 0
  let isInText = false
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at)
    if (isInText) {
      if (letter === BACKSLASH) at += 1
      else if (letter === QUOTE) isInText = false
    } else if (letter === QUOTE) {
      isInText = true
      count.add(depth, true)
    } else if (letter === BRACKET || letter === BRACE) {
      depth += 1
      count.add(depth, true)
    } else if (letter === BRACKET_END || letter === BRACE_END) depth -= 1
    else if (letter === COMMA) count.add(depth, false)
  }
  return JSON.parse(text)
}

/** As UTF-16 has them. */
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const BRACKET = 0x5b
const BRACKET_END = 0x5d
const BRACE = 0x7b
const BRACE_END = 0x7d
