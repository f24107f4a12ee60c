/**
 * @file The mark of a class: a colour and a shape, by the number that the engine gave it, so that it is the same in every view and after
 * every start. The first ten classes of a library differ in colour, the first sixty in colour or shape; the name always stands beside it.
 */

/** As many as the tokens `--class-0` ... of styles/tokens.css. */
const COLOURS = 10
const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'ring', 'cross'] as const

export interface ClassMark {
  /** A CSS colour of the theme. */
  readonly colour: string
  readonly shape: (typeof SHAPES)[number]
}

export function classMark(number: number): ClassMark {
  return {
    colour: `var(--class-${number % COLOURS})`,
    shape: SHAPES[Math.floor(number / COLOURS) % SHAPES.length],
  }
}
