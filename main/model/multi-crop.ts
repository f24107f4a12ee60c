/** @file A backbone that is given several crops of each picture: its features are the mean of theirs. */
import type { CropName, Crops } from '../../shared/domain.ts'
import type { Backbone } from './backbone.ts'

/**
 * The middle as the network was trained on it; the whole photo squeezed into the square; the whole photo in its own proportions; the
 * middle nearer. Of the sets that were tried on caltech24 (flips, corners, other scales too) the best: docs/adr on page choice.
 */
const CROPS: Readonly<Record<Crops, readonly CropName[]>> = {
  one: ['crop'],
  several: ['crop', 'whole', 'letterbox', 'close'],
}

/** Whether features came of several crops. */
export function cropsFrom(crops: readonly CropName[]): Crops {
  return crops.length > 1 ? 'several' : 'one'
}

/** Another version of Twinsort may take other crops under the same word. */
export function areOfToday(crops: readonly CropName[]): boolean {
  return CROPS[cropsFrom(crops)].join() === crops.join()
}

/** @param network shown one view; closing what is returned closes it. */
export function withCrops(network: Backbone, crops: Crops): Backbone {
  const shown = CROPS[crops]
  if (shown.length === 1) return network
  return {
    ...network,
    crops: shown,
    embed: async (pixels, count) => {
      const levels = await network.embed(pixels, count * shown.length)
      return Object.fromEntries(
        Object.entries(levels).map(([name, values]) => [name, meansOf(values, count, shown.length)]),
      )
    },
  }
}

/** @param values [count, crops, d] @returns [count, d] */
function meansOf(values: Float32Array, count: number, crops: number): Float32Array {
  const dimensions = values.length / (count * crops)
  const means = new Float32Array(count * dimensions)
  for (let at = 0; at < values.length; at += 1) {
    const picture = Math.floor(at / (crops * dimensions))
    means[picture * dimensions + (at % dimensions)] += values[at] / crops
  }
  return means
}
