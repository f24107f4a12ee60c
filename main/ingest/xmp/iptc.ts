/** @file Keywords as IPTC has them, from before there was XMP: in Photoshop's block of a JPEG, or in a field of a TIFF. Reference: IIM 4.2. */

const TAG = 0x1c
/** Record 2, data set 25: one keyword each. */
const [APPLICATION, KEYWORDS] = [2, 25]
/** Record 1, data set 90: how the text is written. */
const [ENVELOPE, CHARACTERS] = [1, 90]
const UTF_8 = '\x1b%G'
/** Of Photoshop's resources, the one that holds IPTC. */
const IPTC_RESOURCE = 0x0404

/** @param bytes the records themselves, or Photoshop's block around them. What cannot be followed ends the list. */
export function iptcKeywords(bytes: Buffer): string[] {
  const keywords: Buffer[] = []
  let isUtf8 = false
  for (const [record, dataSet, value] of dataSets(recordsIn(bytes))) {
    if (record === ENVELOPE && dataSet === CHARACTERS) isUtf8 = value.toString('latin1') === UTF_8
    if (record === APPLICATION && dataSet === KEYWORDS) keywords.push(value)
  }
  return keywords.map((keyword) => textOf(keyword, isUtf8))
}

function* dataSets(bytes: Buffer): Generator<[record: number, dataSet: number, value: Buffer]> {
  let at = 0
  while (at + 5 <= bytes.length && bytes[at] === TAG) {
    const length = bytes.readUInt16BE(at + 3)
    const end = at + 5 + length
    if (length > 0x7fff || end > bytes.length) return // of more than 32 KB, which no keyword has
    yield [bytes[at + 1], bytes[at + 2], bytes.subarray(at + 5, end)]
    at = end
  }
}

function recordsIn(bytes: Buffer): Buffer {
  let at = bytes.toString('latin1', 0, 14) === 'Photoshop 3.0\0' ? 14 : 0
  if (bytes.toString('latin1', at, at + 4) !== '8BIM') return bytes
  while (at + 12 <= bytes.length && bytes.toString('latin1', at, at + 4) === '8BIM') {
    const id = bytes.readUInt16BE(at + 4)
    const nameLength = bytes[at + 6] + 1
    const sizeAt = at + 6 + nameLength + (nameLength % 2)
    if (sizeAt + 4 > bytes.length) break
    const size = bytes.readUInt32BE(sizeAt)
    const start = sizeAt + 4
    if (id === IPTC_RESOURCE) return bytes.subarray(start, start + size)
    at = start + size + (size % 2)
  }
  return Buffer.alloc(0)
}

/** Where it does not say how it is written, what reads as UTF-8 is that; else it is of Western Europe, as most such files are. */
function textOf(value: Buffer, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(value)
  } catch {
    return new TextDecoder('windows-1252').decode(value)
  }
}
