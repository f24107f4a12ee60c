/** @file The last pass of the index: a second backbone looks at the photos, and its features stand beside those of the first. */
import { BackboneName, type Views } from '../../shared/domain.ts'
import { say } from '../../shared/sentences/sentence.ts'
import { chooseBackbone } from '../model/backbone-self-test.ts'
import type { Backbone } from '../model/backbone.ts'
import { lookingAt } from '../model/several-views.ts'
import type { JobContext } from './context.ts'
import { indexFeatures } from './index-features.ts'

/**
 * The second backbone sees all photos once the first has: groups and pages do not wait for it.
 * @param wanted undefined: the one that the library has, if any; null: none from now on
 * @returns notices
 */
export async function lookAgain(
  context: JobContext,
  wanted: BackboneName | null | undefined,
  { open, views }: { open: (name: BackboneName) => Promise<Backbone>; views: Views },
): Promise<string[]> {
  const { store, cacheFolder } = context
  const name = wanted === undefined ? BackboneName.safeParse(store.features.second()?.name).data : wanted
  if (wanted === null) store.features.setSecond(null)
  if (name === undefined || name === null) return []
  const { backbone: network, notice } = await chooseBackbone(name, { open, cacheFolder })
  const backbone = lookingAt(network, views)
  const notices = notice === null ? [] : [notice]
  try {
    if (backbone.name === store.features.active()?.name) {
      return [...notices, say('notice-second-is-first', { backbone: backbone.name })]
    }
    const { backboneId, lacking } = await indexFeatures(context, { backbone, stage: 'looking again' })
    store.features.setSecond(backboneId)
    if (lacking === 0) return notices
    return [...notices, say('notice-second-waits', { count: lacking, backbone: backbone.name })]
  } finally {
    await backbone.close()
  }
}
