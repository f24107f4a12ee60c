/** @file Names on a page that may not be what was meant, since some of their letters are keys, or a key was pressed from habit. Pure. */
import { typedName } from '../../../ui/class-choice/completion.ts'

/**
 * "xylophone", where X has left a photo out and "ylophone" was typed. Not where that is a class: X, then "dog", is no "xdog".
 * @param before the letter of the key that was pressed right before, or nothing
 * @param classes names of all classes
 */
export function wholeName(text: string, before: string, classes: readonly string[]): string | undefined {
  const typed = text.trim()
  if (before === '' || typed === '') return undefined
  const whole = `${before}${typed}`
  return isOneOf(typed, classes) && !isOneOf(whole, classes) ? undefined : whole
}

/**
 * Whether Enter should ask before it makes a class of this: part of a name whose first letter was a key, or a new class of one letter, as S
 * and Enter leave it where S was meant for a key.
 * @param offered names that have a key of their own on the page
 */
export function isDoubtfulName(
  text: string,
  before: string,
  classes: readonly string[],
  offered: readonly string[],
): boolean {
  if (wholeName(text, before, classes) !== undefined) return true
  return /^[!-~]$/.test(text.trim()) && !isOneOf(text, [...classes, ...offered])
}

function isOneOf(text: string, names: readonly string[]): boolean {
  return names.includes(typedName(text, names) ?? '')
}
