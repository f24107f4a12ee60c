/**
 * @file [Note: formulas in CSV] A spreadsheet runs a cell that begins with = + - or @ as a formula, and a class name may come
 * from somebody else's file. So an exported value that begins so gets an apostrophe before it, which spreadsheets take as
 * "this is text" (OWASP, "CSV injection"); a value that begins with apostrophes and then one of these gets one more. Reading
 * takes exactly one away again: what we wrote comes back as it was.
 */

const RISKY = /^'*[=+\-@\t\r]/
const GUARDED = /^'+[=+\-@\t\r]/

export function guardFormula(value: string): string {
  return RISKY.test(value) ? `'${value}` : value
}

export function unguardFormula(value: string): string {
  return GUARDED.test(value) ? value.slice(1) : value
}
