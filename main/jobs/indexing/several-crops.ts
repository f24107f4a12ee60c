/** @file Several crops of each photo: how many a library's backbones look at now, and the pass of the index that adds them. */
import type { Views } from '../../../shared/domain.ts'
import type { Sentence } from '../../../shared/sentences/sentence.ts'
import type { Backbone } from '../../model/backbone.ts'
import { viewsFrom } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { indexFeatures } from './features.ts'
import { activate } from './own-backbone-trial.ts'

/** As the features came about that count now; one crop in a library without any. */
export function cropsInForce({ features }: Pick<Store, 'features'>): Views {
  return viewsFrom(features.active()?.views ?? [])
}

/**
 * The backbone in force embeds all photos again, by several crops. What one crop gave counts until all photos have them.
 * @returns a notice
 */
export async function embedSeveralCrops(context: JobContext, backbone: Backbone): Promise<Sentence | null> {
  const { backboneId, lacking } = await indexFeatures(context, { backbone, stage: 'looking closely' })
  return activate(context.store, backbone, backboneId, lacking)
}
