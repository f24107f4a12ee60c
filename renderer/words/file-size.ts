/** @file How large a file is, as systems tell it. Pure. */

/** @param n writes a number in the person's language, as that of vue-i18n does. */
export function fileSize(
  bytes: number,
  n: (value: number, options: Intl.NumberFormatOptions) => string,
): string {
  const isSmall = bytes < 1e6
  return n(isSmall ? bytes / 1e3 : bytes / 1e6, {
    style: 'unit',
    unit: isSmall ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: 1,
  })
}
