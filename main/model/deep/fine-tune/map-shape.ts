/** @file The shape of the maps after stage 4 of EfficientNet-Lite0, for whoever computes them and whoever trains on them. */

/** Pixels a side. */
export const MAP_SIDE = 14
/** Numbers of a photo's maps: 14 * 14 places with 112 channels each. */
export const MAP_NUMBERS = MAP_SIDE * MAP_SIDE * 112
/** The photo as it is, and mirrored. */
export const MAP_VIEWS = 2
