/** @file The names of the matrix products, for those who have them computed elsewhere. */

export const PRODUCT_GRAPHS = [
  'timesFew',
  'transposedTimesFew',
  'times',
  'timesTransposed',
  'timesTransposed64',
  'transposedTimes',
  'nearest',
] as const
export type ProductGraph = (typeof PRODUCT_GRAPHS)[number]
