/** @file How a column of labels, [n] class index from 0, says that a row has none. */

/** The row has no label yet: it is guessed and asked about. */
export const UNLABELLED = -1
/** The row is neither: nothing is learned from it, guessed for it or asked about it. */
export const LEFT_OUT = -2
