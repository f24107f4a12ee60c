/** @file Rows of whole photos, each as wide as its own shape asks for: a row fills the width, and is at most as high as was chosen. Pure. */

export interface WholePhotos {
  /** CSS pixels that a row fills. */
  readonly width: number
  /** Width through height of the photo at a place. */
  readonly aspectOf: (place: number) => number
}

/** Beyond these a photo is cut: else a strip would be a line, or fill the window. */
const NARROWEST = 0.4
const WIDEST = 4

/** What is not known is a square. */
export function shownAspect(aspect: number): number {
  return aspect > 0 ? Math.max(NARROWEST, Math.min(WIDEST, aspect)) : 1
}

export interface WholeRow {
  /** After its last place. */
  readonly end: number
  readonly height: number
}

/** The row that begins at a place. What does not fill one, as at the end of a group, is as high as chosen. */
export function wholeRow(
  start: number,
  end: number,
  { width, aspectOf }: WholePhotos,
  height: number,
  gap: number,
): WholeRow {
  let sum = 0
  for (let place = start; place < end; place += 1) {
    sum += shownAspect(aspectOf(place))
    const filled = Math.floor((width - gap * (place - start)) / sum)
    if (filled <= height) return { end: place + 1, height: Math.max(1, filled) }
  }
  return { end, height }
}
