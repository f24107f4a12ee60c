/** @file How large a file is, as systems tell it. Pure. */

const UNITS = [
  [1e3, 'kilobyte'],
  [1e6, 'megabyte'],
  [1e9, 'gigabyte'],
] as const

/** @param n writes a number in the person's language, as that of vue-i18n does. */
export function fileSize(
  bytes: number,
  n: (value: number, options: Intl.NumberFormatOptions) => string,
): string {
  const [size, unit] = UNITS.find((each) => bytes < each[0] * 1e3) ?? UNITS[UNITS.length - 1]
  return n(bytes / size, { style: 'unit', unit, maximumFractionDigits: 1 })
}
