/** @file Words of buttons, fields and headings that are cut off, as "Fil…". A name of the person's may be, where a hint says all of it. */
import type { Page } from 'playwright-core'

const WIDTHS = [1280, 1024, 390]

/**
 * @param words that the window says itself: for them a hint is no excuse, but in a field that shows all of them when it opens
 * @param widths of the window, in CSS pixels
 */
export async function cutTexts(
  page: Page,
  words: ReadonlySet<string>,
  widths: readonly number[] = WIDTHS,
): Promise<string[]> {
  const found: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    })
    for (const { text, hasHint, isField } of await page.evaluate(cutHere))
      if (!hasHint || (words.has(text) && !isField)) found.push(`${width}: ${text}`)
  }
  return found
}

interface CutText {
  readonly text: string
  readonly hasHint: boolean
  readonly isField: boolean
}

function cutHere(): CutText[] {
  const isShown = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect()
    const { visibility, clipPath } = getComputedStyle(element)
    return width > 1 && height > 1 && visibility === 'visible' && clipPath === 'none'
  }
  /** Of a line of text, whether an element shows all of it, a part, or nothing. */
  const seenIn = (line: DOMRect, element: Element): 'all' | 'part' | 'nothing' => {
    const box = element.getBoundingClientRect()
    if (line.bottom <= box.top + 1 || line.top >= box.bottom - 1) return 'nothing'
    if (line.right <= box.left + 1 || line.left >= box.right - 1) return 'nothing'
    return line.right > box.right + 1 || line.left < box.left - 1 ? 'part' : 'all'
  }
  const isCutBy = (lines: readonly DOMRect[], element: Element): boolean => {
    const { overflowX, overflowY } = getComputedStyle(element)
    if (![overflowX, overflowY].some((value) => value === 'hidden' || value === 'clip')) return false
    const seen = lines.map((line) => seenIn(line, element))
    return seen.includes('part') || new Set(seen).size > 1 // what is hidden as a whole is not cut
  }
  const textsIn = (control: Element): CutText[] => {
    const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT)
    const cut: CutText[] = []
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const { parentElement: parent, textContent } = node
      const text = textContent?.trim() ?? ''
      if (parent === null || text === '' || !isShown(parent)) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const lines = [...range.getClientRects()].filter(({ width }) => width > 0)
      for (
        let at: Element | null = parent;
        at !== null && at !== control.parentElement;
        at = at.parentElement
      ) {
        if (!isShown(at) || !isCutBy(lines, at)) continue
        cut.push({ text, hasHint: parent.closest('[title]') !== null, isField: false })
        break
      }
    }
    return cut
  }
  /** Fields draw their own words, of which nothing tells the width. */
  const fieldIsCut = (field: Element, text: string): CutText[] => {
    const style = getComputedStyle(field)
    const pen = document.createElement('canvas').getContext('2d')
    if (pen === null || text === '' || !isShown(field)) return []
    pen.font = style.font
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    const isCut = pen.measureText(text).width > room + 1
    return isCut ? [{ text, hasHint: field.closest('[title]') !== null, isField: true }] : []
  }
  const CONTROLS =
    'button, a, h1, h2, h3, h4, label, legend, summary, th, dt, [role=tab], [role=radio], [role=menuitem]'
  return [
    ...[...document.querySelectorAll(CONTROLS)].flatMap(textsIn),
    ...[...document.querySelectorAll('select')].flatMap((field) =>
      [...field.selectedOptions].flatMap(({ text }) => fieldIsCut(field, text.trim())),
    ),
    ...[...document.querySelectorAll('input')].flatMap((field) => fieldIsCut(field, field.placeholder)),
  ]
}
