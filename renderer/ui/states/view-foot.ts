/** @file The place at the foot of the window where a view puts its own foot, beside the jobs and what was said last. */

/** The id of its element, which is there as long as the window is. */
export const FOOT = 'view-foot'
