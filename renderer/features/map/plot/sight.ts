/** @file Photos stay in sight: wherever one moves, and however far one zooms in, the nearest of them is in the window. Pure. */
import { revealing, toPlane, type Camera, type Size } from './camera.ts'
import type { PointIndex } from './point-index.ts'

/** CSS pixels from the window's edge, at which a photo is plainly seen. */
const MARGIN = 40

/**
 * The same camera where it shows a point, else moved just so far that it shows the one nearest to its middle.
 * @param inset CSS pixels from the window's edge that this one has then, at least
 */
export function inSight(camera: Camera, size: Size, index: PointIndex, inset = MARGIN): Camera {
  const margin = Math.min(MARGIN, size.width / 4, size.height / 4)
  const { x: left, y: top } = toPlane(camera, size, { x: margin, y: margin })
  const { x: right, y: bottom } = toPlane(camera, size, {
    ...{ x: size.width - margin, y: size.height - margin },
  })
  if (index.hasAny({ left, right, bottom, top })) return camera
  const nearest = index.nearestOf(camera)
  return nearest === undefined ? camera : revealing(camera, size, nearest, Math.max(margin, inset))
}
