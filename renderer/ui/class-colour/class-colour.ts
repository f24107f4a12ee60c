/**
 * @file The mark of a class: a colour and a shape, by the number that the engine gave it, so that it is the same in every view and after
 * every start. The first ten classes of a library differ in colour, the first sixty in colour or shape; the name always stands beside it.
 */

/** As many as the tokens `--class-0` ... of styles/tokens.css. */
const COLOURS = 10
const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'ring', 'cross'] as const

/** For what draws without CSS: red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

export interface ClassMark {
  /** A CSS colour of the theme. */
  readonly colour: string
  readonly shape: (typeof SHAPES)[number]
}

export function classMark(number: number): ClassMark {
  const { colour, shape } = classMarkAt(number)
  return { colour: `var(--class-${colour})`, shape: SHAPES[shape] }
}

/** The same as places in the lists of colours and shapes. */
export function classMarkAt(number: number): { colour: number; shape: number } {
  return { colour: number % COLOURS, shape: Math.floor(number / COLOURS) % SHAPES.length }
}

/** The colours as the theme has them now. */
export function shownColours(): Rgb[] {
  const probe = document.body.appendChild(document.createElement('span'))
  const colours = Array.from({ length: COLOURS }, (_, place): Rgb => {
    probe.style.color = `var(--class-${place})`
    const [red = 0, green = 0, blue = 0] = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? []
    return [red, green, blue]
  })
  probe.remove()
  return colours
}
