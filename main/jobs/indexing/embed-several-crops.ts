/** @file A pass of the index: the backbone in force looks at all photos again, in several views. */
import type { Backbone } from '../../model/backbone.ts'
import type { JobContext } from '../context.ts'
import { indexFeatures } from './features.ts'
import { activate } from './own-backbone-trial.ts'

/**
 * What one view gave counts until all photos were looked at closely.
 * @returns a notice
 */
export async function embedSeveralCrops(context: JobContext, backbone: Backbone): Promise<string | null> {
  const { backboneId, lacking } = await indexFeatures(context, { backbone, stage: 'looking closely' })
  return activate(context.store, backbone, backboneId, lacking)
}
