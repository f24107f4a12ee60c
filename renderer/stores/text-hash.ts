/** @file A number that follows from a text. Pure. */

/** FNV-1a over UTF-16 units, 32 bits: spreads names that differ in one letter. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  // The lowest bits alone would follow the last letter.
  return (hash ^ (hash >>> 15)) >>> 0
}
