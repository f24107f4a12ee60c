/** @file A pass of the index: the backbone in force looks at all photos again, in several views. */
import type { Backbone } from '../model/backbone.ts'
import type { JobContext } from './context.ts'
import { indexFeatures } from './index-features.ts'
import { activate } from './own-backbone-trial.ts'

/**
 * What one view gave counts until all photos were looked at closely.
 * @returns a notice
 */
export async function lookCloser(context: JobContext, backbone: Backbone): Promise<string | null> {
  const { store, report } = context
  const backboneId = store.features.ensureBackbone(backbone)
  const { lacking } = await indexFeatures(context, {
    backbone,
    backboneId,
    report: (done, total) => {
      report({ stage: 'looking closely', done, total })
    },
  })
  return activate(store, backbone, backboneId, lacking)
}
