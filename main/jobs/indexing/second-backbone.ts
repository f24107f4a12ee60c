/**
 * @file Features of a second backbone, beside those of the first: two that differ tell photos apart better than one. New photos are
 * given to both while they are read; what lacks features of the second is read again in a last pass.
 */
import { BackboneName, type Crops } from '../../../shared/domain.ts'
import type { Parsed } from '../../../shared/contract.ts'
import { type PlainSentence, sentence } from '../../../shared/sentences/sentence.ts'
import type { ChosenBackbone } from '../../model/backbone-self-test.ts'
import { withCrops } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { activeCrops } from './active-crops.ts'
import { indexFeatures } from './features.ts'

/** Beside `efficientnet-lite2`, the first one that a library has unless told otherwise. */
const DEFAULT_SECOND: BackboneName = 'efficientnet-lite0-int8'
/**
 * A library that begins with more photos has one backbone unless told otherwise: the numbers of a second one take 5 KB of memory a photo
 * for as long as the library is open, and a large folder has look-alikes enough.
 */
const MOST_BY_DEFAULT = 20_000

interface Wanted {
  readonly input: Pick<Parsed<'index'>, 'backbone' | 'secondBackbone' | 'ownBackbone'>
  /** How many files this run reads. */
  readonly files: number
}

/** The second backbone that the library is to have; undefined where it has only one. */
export function wantedSecond(store: Store, { input, files }: Wanted): BackboneName | undefined {
  if (input.secondBackbone !== undefined) return input.secondBackbone ?? undefined
  const inForce = BackboneName.safeParse(store.features.second()?.name).data
  if (inForce !== undefined || store.features.active() !== undefined) return inForce
  // Who names a backbone wants that one.
  const isLeftToUs = input.backbone === undefined && input.ownBackbone === undefined
  return isLeftToUs && files <= MOST_BY_DEFAULT ? DEFAULT_SECOND : undefined
}

/** Whether new photos can be given to the second backbone as they are read, so that it counts from the first photo on. */
export function isReadBeside(
  store: Store,
  first: ChosenBackbone,
  { second, crops }: { second: ChosenBackbone; crops: Crops },
): boolean {
  if (second.backbone.name === first.backbone.name) return false
  if (store.features.active() === undefined) return crops === 'one'
  return store.features.second()?.name === second.backbone.name && activeCrops(store) === crops
}

/**
 * What lacks features of the second backbone gets them once all photos have those of the first: groups and pages do not wait for it.
 * @returns notices
 */
export async function completeSecond(
  context: JobContext,
  second: ChosenBackbone,
): Promise<readonly PlainSentence[]> {
  const { store } = context
  const backbone = withCrops(second.backbone, activeCrops(store))
  if (backbone.name === store.features.active()?.name) {
    return [sentence('notice-second-is-first', { backbone: backbone.name })]
  }
  const pass = { backbone, stage: 'computing features with the second network' } as const
  const { backboneId, lacking } = await indexFeatures(context, pass)
  store.features.setSecond(backboneId)
  return lacking === 0 ? [] : [sentence('notice-second-waits', { count: lacking, backbone: backbone.name })]
}
