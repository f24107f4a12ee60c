/**
 * @file When photos that come in are worth another look at the open page. The engine groups again by this rule, and the
 * window asks by it: a window that asked sooner would get the same page.
 */

/** While photos come in, groups and pages are computed again only when there are so many times more. */
const REGROUP_AT_GROWTH = 1.5
/** With fewer photos than this, groups are not worth showing. */
const FIRST_GROUPS_AT = 48

/** Whether pages are worth computing again while photos still come in. @param before photos when that was last done */
export function hasGrown(before: number, photos: number): boolean {
  return photos >= FIRST_GROUPS_AT && photos >= before * REGROUP_AT_GROWTH
}
