/** @file How many files a list names. */

/** A long list is cut here; nobody reads further, and the window stays quick. */
export const MOST_LISTED = 200
