/** @file How long something took, in words. Pure. */

const MINUTE = 60
const HOUR = 60 * MINUTE

/** @param n writes a number in the person's language, as that of vue-i18n does. */
export function durationWords(
  milliseconds: number,
  n: (value: number, options: Intl.NumberFormatOptions) => string,
): string {
  const seconds = Math.max(0, milliseconds / 1000)
  const written = (value: number, unit: string, digits: number): string =>
    n(value, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: digits })
  if (seconds < 10) return written(seconds, 'second', 1)
  if (seconds < 2 * MINUTE) return written(Math.round(seconds), 'second', 0)
  if (seconds < 2 * HOUR) return written(Math.round(seconds / MINUTE), 'minute', 0)
  return written(seconds / HOUR, 'hour', 1)
}
