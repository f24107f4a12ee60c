/** @file Names of classes: `/` separates the levels of a tree. */

/** Whether a class is another one or stands below it, both by full name. */
export function isWithin(name: string, above: string): boolean {
  return name === above || name.startsWith(`${above}/`)
}
