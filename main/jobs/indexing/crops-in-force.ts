/** @file How often a library's backbones look at each photo. */
import type { Views } from '../../../shared/domain.ts'
import { viewsFrom } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'

/** As the features came about that count now; one view in a library without any. */
export function cropsInForce({ features }: Pick<Store, 'features'>): Views {
  return viewsFrom(features.active()?.views ?? [])
}
