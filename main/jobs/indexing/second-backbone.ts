/** @file The last pass of the index: features of a second backbone, beside those of the first. */
import { BackboneName, type Crops } from '../../../shared/domain.ts'
import { type PlainSentence, sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { chooseBackbone } from '../../model/backbone-self-test.ts'
import type { Backbone } from '../../model/backbone.ts'
import { withCrops } from '../../model/multi-crop.ts'
import type { JobContext } from '../context.ts'
import { indexFeatures } from './features.ts'

export interface SecondBackboneResult {
  readonly notices: readonly PlainSentence[]
  /** See `ChosenBackbone`. */
  readonly detail: Sentence | null
}

/**
 * The second backbone sees all photos once the first has: groups and pages do not wait for it.
 * @param wanted undefined: the one that the library has, if any; null: none from now on
 */
export async function addSecondBackbone(
  context: JobContext,
  wanted: BackboneName | null | undefined,
  { open, crops }: { open: (name: BackboneName) => Promise<Backbone>; crops: Crops },
): Promise<SecondBackboneResult> {
  const { store, cacheFolder } = context
  const name = wanted === undefined ? BackboneName.safeParse(store.features.second()?.name).data : wanted
  if (wanted === null) store.features.setSecond(null)
  if (name === undefined || name === null) return { notices: [], detail: null }
  const { backbone: network, detail } = await chooseBackbone(name, { open, cacheFolder })
  const backbone = withCrops(network, crops)
  try {
    if (backbone.name === store.features.active()?.name) {
      return { notices: [sentence('notice-second-is-first', { backbone: backbone.name })], detail }
    }
    const { backboneId, lacking } = await indexFeatures(context, {
      backbone,
      stage: 'computing features with the second network',
    })
    store.features.setSecond(backboneId)
    const waits = sentence('notice-second-waits', { count: lacking, backbone: backbone.name })
    return { notices: lacking === 0 ? [] : [waits], detail }
  } finally {
    await backbone.close()
  }
}
