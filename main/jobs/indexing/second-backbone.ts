/**
 * @file Features of a second backbone, beside those of the first: two that differ tell photos apart better than one. New photos are
 * given to both while they are read; photos that still lack features of the second are read again in a last pass.
 */
import { BackboneName, BuiltInBackbone, type Crops } from '../../../shared/domain.ts'
import type { Parsed } from '../../../shared/contract.ts'
import { type PlainSentence, sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { chooseBackbone, type ChosenBackbone } from '../../model/backbone-self-test.ts'
import type { Backbone } from '../../model/backbone.ts'
import { withCrops } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { indexFeatures } from './features.ts'

/** Beside `efficientnet-lite2`, the first one of a library unless told otherwise. */
const DEFAULT_SECOND: BackboneName = 'efficientnet-lite0-int8'
/** More photos take too much memory by default: a second backbone adds some 10 KB a photo while the library is open. */
const MOST_BY_DEFAULT = 20_000

type Open = (name: BackboneName) => Promise<Backbone>
type Input = Pick<Parsed<'index'>, 'backbone' | 'secondBackbone' | 'ownBackbone'>

/**
 * The second backbone that a run asks for: undefined leaves it as the library has it, null means none from now on.
 * @param files how many files the run reads
 */
export function askedSecond(store: Store, input: Input, files: number): BackboneName | null | undefined {
  if (input.secondBackbone !== undefined) return input.secondBackbone
  const isNew = store.features.active() === undefined
  // Who names a backbone wants that one.
  const isNamed = input.backbone !== undefined || input.ownBackbone !== undefined
  return isNew && !isNamed && files <= MOST_BY_DEFAULT ? DEFAULT_SECOND : undefined
}

/**
 * Opens the second backbone for the first pass, or gives undefined where only the last pass uses it: a network of one's own may be
 * slow or fail, and must not keep photos from being read; nor must a shipped one that cannot be opened, which the last pass tells.
 * @param asked see `askedSecond`
 */
export async function openAtOnce(
  { store, cacheFolder }: Pick<JobContext, 'store' | 'cacheFolder'>,
  asked: BackboneName | null | undefined,
  { first, open, crops }: { first: Backbone; open: Open; crops: Crops },
): Promise<ChosenBackbone | undefined> {
  const name = BuiltInBackbone.safeParse(asked === undefined ? store.features.second()?.name : asked).data
  if (name === undefined || name === first.name) return undefined
  const chosen = await chooseBackbone(name, { open, cacheFolder }).catch(() => undefined)
  if (chosen === undefined) return undefined
  const { features } = store
  const backbone = withCrops(chosen.backbone, crops)
  const counts =
    features.active() === undefined || features.ensureBackbone(backbone) === features.second()?.id
  if (counts && backbone.name !== first.name) return chosen
  await backbone.close()
  return undefined
}

export interface SecondBackboneResult {
  readonly notices: readonly PlainSentence[]
  /** See `ChosenBackbone`. */
  readonly detail: Sentence | null
}

/**
 * Photos that lack features of the second backbone get them once all have those of the first: groups and pages do not wait for it.
 * @param asked see `askedSecond`
 * @param options `atOnce`: what `openAtOnce` opened for it, which stays open
 */
export async function completeSecond(
  context: JobContext,
  asked: BackboneName | null | undefined,
  { atOnce, open, crops }: { atOnce: ChosenBackbone | undefined; open: Open; crops: Crops },
): Promise<SecondBackboneResult> {
  const { store, cacheFolder } = context
  const name = asked === undefined ? BackboneName.safeParse(store.features.second()?.name).data : asked
  if (asked === null) store.features.setSecond(null)
  if (name === undefined || name === null) return { notices: [], detail: null }
  const { backbone, detail } = atOnce ?? (await chooseBackbone(name, { open, cacheFolder }))
  try {
    return { notices: await complete(context, withCrops(backbone, crops)), detail }
  } finally {
    if (atOnce === undefined) await backbone.close()
  }
}

async function complete(context: JobContext, backbone: Backbone): Promise<readonly PlainSentence[]> {
  const { features } = context.store
  if (backbone.name === features.active()?.name) {
    return [sentence('notice-second-is-first', { backbone: backbone.name })]
  }
  const pass = { backbone, stage: 'computing features with the second network', mends: false } as const
  const { backboneId, lacking } = await indexFeatures(context, pass)
  // One that all photos have goes on counting until all have the new one.
  if (lacking === 0 || features.second() === undefined) features.setSecond(backboneId)
  return lacking === 0 ? [] : [sentence('notice-second-waits', { count: lacking, backbone: backbone.name })]
}
