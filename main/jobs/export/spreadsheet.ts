/**
 * @file [Note: formulas in CSV] A spreadsheet runs a cell that begins with = + - or @ as a formula, and a class name may come
 * from somebody else's file. So an exported value that begins so gets an apostrophe before it, which spreadsheets take as
 * "this is text" (OWASP, "CSV injection"); a value that begins with apostrophes and then one of these gets one more. Reading
 * takes exactly one away again: what we wrote comes back as it was.
 */

const BEGINS_FORMULA = /^[=+\-@\t\r\n]/

export function guardFormula(value: string): string {
  return isRisky(value) ? `'${value}` : value
}

export function unguardFormula(value: string): string {
  return value.startsWith("'") && isRisky(value) ? value.slice(1) : value
}

/** In whatever width its first letter is written: spreadsheets for East Asia take ＝ ＋ － ＠ (and small ﹦ ﹢ ﹣ ﹫) for the same. */
function isRisky(value: string): boolean {
  const letter = /^'*(.)/su.exec(value)?.[1] ?? ''
  return BEGINS_FORMULA.test(letter.normalize('NFKC'))
}
