/** @file How many crops of each photo the active backbone has. Apart from the pass that adds them, since every status needs it. */
import type { Crops } from '../../../shared/domain.ts'
import { cropsFrom } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'

/** One in a library without features. */
export function activeCrops({ features }: Pick<Store, 'features'>): Crops {
  return cropsFrom(features.active()?.crops ?? [])
}
