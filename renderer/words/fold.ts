/** @file A text as a search compares it. Pure. */

/** Accents, case and blanks at the ends do not matter for finding a name. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim()
}
