/** @file The name of an ICC colour profile (ICC.1:2022, section 7: a header of 128 bytes, then a table of tags). */

const TAG_TABLE_START = 128
const TAG_ENTRY_LENGTH = 12
const MOST_TAGS = 200 // real profiles have a dozen; a broken count must not make us read for long

/** The description that the profile gives of itself, in its first language; null where there is none that can be read. */
export function profileName(profile: Buffer): string | null {
  if (profile.length < TAG_TABLE_START + 4) return null
  const tags = Math.min(profile.readUInt32BE(TAG_TABLE_START), MOST_TAGS)
  for (let tag = 0; tag < tags; tag += 1) {
    const entry = TAG_TABLE_START + 4 + tag * TAG_ENTRY_LENGTH
    if (entry + TAG_ENTRY_LENGTH > profile.length) return null
    if (profile.toString('latin1', entry, entry + 4) !== 'desc') continue
    const start = profile.readUInt32BE(entry + 4)
    const end = start + profile.readUInt32BE(entry + 8)
    return end > profile.length || end - start < 13 ? null : description(profile.subarray(start, end))
  }
  return null
}

/** Version 2 writes ASCII (`desc`), version 4 one UTF-16 text a language (`mluc`). */
function description(data: Buffer): string | null {
  const type = data.toString('latin1', 0, 4)
  if (type === 'desc') return clean(data.toString('latin1', 12, 12 + data.readUInt32BE(8)))
  if (type !== 'mluc' || data.length < 28) return null
  const length = data.readUInt32BE(20)
  const offset = data.readUInt32BE(24)
  const bytes = data.subarray(offset, offset + length - (length % 2))
  return clean(new TextDecoder('utf-16be').decode(bytes))
}

function clean(text: string): string | null {
  const name = text.split('\0', 1).join('').trim()
  return name === '' ? null : name
}
