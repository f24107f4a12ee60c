/**
 * @file The colour of a class, by its name alone: the same in every view, window and library. Colours are few, so two classes may
 * share one; a mark has one of three shapes as well, and the name always stands beside it.
 */

/** As many as the tokens `--class-0` ... of styles/tokens.css. */
const COLOURS = 10
const SHAPES = ['circle', 'square', 'diamond'] as const

export interface ClassMark {
  /** A CSS colour of the theme. */
  readonly colour: string
  readonly shape: (typeof SHAPES)[number]
}

export function classMark(name: string): ClassMark {
  const hash = hashOf(name)
  return {
    colour: `var(--class-${hash % COLOURS})`,
    shape: SHAPES[Math.floor(hash / COLOURS) % SHAPES.length],
  }
}

/** FNV-1a over UTF-16 units, 32 bits: spreads names that differ in one letter. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  // The lowest bits alone would follow the last letter.
  return (hash ^ (hash >>> 15)) >>> 0
}
