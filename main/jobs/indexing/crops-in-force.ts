/** @file How many crops of each photo count in a library now. Apart from the pass that adds them, since every status asks for it. */
import type { Crops } from '../../../shared/domain.ts'
import { cropsFrom } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'

/** As the features came about that count now; one crop in a library without any. */
export function cropsInForce({ features }: Pick<Store, 'features'>): Crops {
  return cropsFrom(features.active()?.crops ?? [])
}
