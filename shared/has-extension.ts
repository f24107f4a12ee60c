/** @file Whether a file's name ends with one of some extensions. Pure. */

/** @param extensions without dots, as `csv` or `csv,json` */
export function hasExtension(name: string, extensions: string): boolean {
  const lower = name.toLowerCase()
  return extensions.split(',').some((extension) => lower.endsWith(`.${extension}`))
}
