/** @file Which map is seen, which part of it, how large, and what its colours are, as they stand in the address. Pure. */
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { MapOf } from '../../../shared/contract/map.ts'
import { COLOURINGS, type Colouring } from './map-points.ts'
import { wholeMap, type Camera, type Size } from './plot/camera.ts'

/** Such a part of the map is less than a pixel, also at the largest zoom. */
const DIGITS = 7

/** The map of the trained version, as the address calls it. */
const AFTER_TRAINING = 'after-training'

export interface MapView {
  /** Undefined for the one before training. */
  readonly of: MapOf | undefined
  /** Undefined for the whole map. */
  readonly camera: Camera | undefined
  readonly colouring: Colouring | undefined
}

/** The zoom is in times of the whole map, so that another window shows the same. What cannot be read is left out. */
export function viewOfQuery({ of, at, colours }: LocationQuery, size: Size): MapView {
  const numbers = typeof at === 'string' ? at.split(',').map(Number) : []
  const [x, y, zoom] = numbers
  const isPlace = numbers.length === 3 && numbers.every(Number.isFinite) && zoom > 0
  return {
    of: of === AFTER_TRAINING ? 'head' : undefined,
    camera: isPlace ? { x, y, scale: zoom * wholeMap(size).scale } : undefined,
    colouring: COLOURINGS.find((each) => each === colours),
  }
}

/** What is as usual is not said. */
export function queryOfView(
  { of, camera, colouring }: { of: MapOf; camera: Camera; colouring: Colouring },
  size: Size,
): LocationQueryRaw {
  const whole = wholeMap(size)
  const isWhole = camera.x === whole.x && camera.y === whole.y && camera.scale === whole.scale
  const numbers = [camera.x, camera.y, camera.scale / whole.scale].map((value) =>
    Number(value.toFixed(DIGITS)),
  )
  return {
    ...(of === 'head' ? { of: AFTER_TRAINING } : {}),
    ...(isWhole ? {} : { at: numbers.join() }),
    ...(colouring === COLOURINGS[0] ? {} : { colours: colouring }),
  }
}
