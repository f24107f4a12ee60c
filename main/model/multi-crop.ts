/** @file A backbone that looks at several views of each picture: its features are the mean of what the network makes of them. */
import type { CropName, Views } from '../../shared/domain.ts'
import type { Backbone } from './backbone.ts'

/**
 * The middle as the network was trained on it; the whole photo squeezed into the square; the whole photo in its own proportions; the
 * middle nearer. Of the sets that were tried on caltech24 (flips, corners, other scales too) the best: docs/adr on page choice.
 */
const VIEWS: Readonly<Record<Views, readonly CropName[]>> = {
  one: ['crop'],
  several: ['crop', 'whole', 'letterbox', 'close'],
}

/** Whether features came of several views. */
export function viewsFrom(views: readonly CropName[]): Views {
  return views.length > 1 ? 'several' : 'one'
}

/** @param network shown one view; closing what is returned closes it. */
export function withCrops(network: Backbone, views: Views): Backbone {
  const shown = VIEWS[views]
  if (shown.length === 1) return network
  return {
    ...network,
    views: shown,
    embed: async (pixels, count) => {
      const levels = await network.embed(pixels, count * shown.length)
      return Object.fromEntries(
        Object.entries(levels).map(([name, values]) => [name, meansOf(values, count, shown.length)]),
      )
    },
  }
}

/** @param values [count, views, d] @returns [count, d] */
function meansOf(values: Float32Array, count: number, views: number): Float32Array {
  const dimensions = values.length / (count * views)
  const means = new Float32Array(count * dimensions)
  for (let at = 0; at < values.length; at += 1) {
    const picture = Math.floor(at / (views * dimensions))
    means[picture * dimensions + (at % dimensions)] += values[at] / views
  }
  return means
}
