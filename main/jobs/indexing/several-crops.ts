/** @file Several crops of each photo: the pass of the index that adds them. */
import type { Sentence } from '../../../shared/sentences/sentence.ts'
import type { Backbone } from '../../model/backbone.ts'
import type { JobContext } from '../context.ts'
import { indexFeatures } from './features.ts'
import { activate } from './own-backbone-trial.ts'

/**
 * The backbone in force embeds all photos again, by several crops. What one crop gave counts until all photos have them.
 * @returns a notice
 */
export async function embedSeveralCrops(context: JobContext, backbone: Backbone): Promise<Sentence | null> {
  const { backboneId, lacking } = await indexFeatures(context, {
    backbone,
    stage: 'computing features of several crops',
    mends: false,
  })
  return activate(context.store, backbone, backboneId, lacking)
}
