/** @file The map: all photos on a plane, look-alikes beside each other. */
import { z } from 'zod'
import { Floats, Integers } from '../arrays.ts'
import { count, method, seconds } from './method.ts'

/** As the network sees the photos before any training, or as the trained version in use does. */
export const MapOf = z.enum(['features', 'head'])
export type MapOf = z.infer<typeof MapOf>

export const mapMethods = {
  /** Where photos lie, as columns by id; of photos that are present or missing. */
  map: method(
    { of: MapOf.default('features') },
    z.object({
      /** Null where it was not drawn yet. */
      drawnAt: z.number().nullable(),
      /** Whether it can be drawn: photos were read, and for `head` a trained version is in use. */
      isPossible: z.boolean(),
      ids: Integers,
      /** [2 * ids.length] x and y of each photo. */
      positions: Floats,
    }),
  ),
  /**
   * Draws the map and keeps it. Few photos that came in since are placed among their look-alikes, and all others stay where they
   * are, unless it is drawn anew.
   * @throws AppError `not-found` while no photo was read, or for `head` while no trained version is in use; `cancelled`.
   */
  drawMap: method(
    { of: MapOf.default('features'), anew: z.boolean().default(false) },
    z.object({
      photos: count,
      /** Those that were placed among photos that stayed. */
      placed: count,
      seconds,
    }),
  ),
} as const
