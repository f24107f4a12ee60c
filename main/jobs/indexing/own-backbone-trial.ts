/** @file A backbone of the person's own beside the one in force, on the person's own labels, before it counts. */
import type { BackboneComparison, TriedBackbone } from '../../../shared/contract/photos.ts'
import type { Parsed } from '../../../shared/contract.ts'
import { BackboneName, type Crops } from '../../../shared/domain.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { rawOutOfFold } from '../../learn/training/blend.ts'
import { groupedFolds } from '../../learn/training/folds.ts'
import { judge } from '../../learn/training/head-evaluation.ts'
import { indicesWhere } from '../../learn/fast-path/indices.ts'
import { Random } from '../../math/random.ts'
import type { Backbone } from '../../model/backbone.ts'
import { withCrops, cropsFrom } from '../../model/multi-crop.ts'
import type { BackboneId, Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { independentGroups } from '../training/independent-groups.ts'
import { indexFeatures } from './features.ts'
import { readEvidence } from '../review/evidence.ts'
import { PageCache } from '../review/page-cache.ts'

/** Folds that respect pages and bursts. */
const FOLDS = 5
/** Below this a comparison says nothing. */
const FEWEST_LABELS = 10

type Adopt = NonNullable<Parsed<'index'>['ownBackbone']>['adopt']

export interface Trial {
  readonly comparison: BackboneComparison | null
  readonly notCompared: TriedBackbone['notCompared']
  readonly notices: readonly Sentence[]
}

export const NO_TRIAL: Trial = { comparison: null, notCompared: null, notices: [] }

const STAYS = {
  'photos-unread': 'own-not-compared',
  'too-few-labels': 'own-too-few-labels',
  'not-better': 'own-not-better',
} as const

/** All photos through the person's own backbone, which comes into force where it is better or is wanted in any case. */
export async function tryOwn(
  context: JobContext,
  name: BackboneName,
  adopt: Adopt,
  { open, crops }: { open: (name: BackboneName) => Promise<Backbone>; crops: Crops },
): Promise<Trial> {
  const { store } = context
  const backbone = withCrops(await open(name), crops)
  try {
    const { backboneId, lacking } = await indexFeatures(context, {
      backbone,
      stage: 'computing features',
      mends: false,
    })
    if (backboneId === store.features.active()?.id) {
      return {
        ...NO_TRIAL,
        notCompared: 'in-force',
        notices: [sentence('own-in-force-already', { backbone: name })],
      }
    }
    const comparison = lacking > 0 ? null : await compareBackbones(context, backboneId)
    const notCompared = comparison !== null ? null : lacking > 0 ? 'photos-unread' : 'too-few-labels'
    const isBetter = comparison !== null && comparison.own.logLoss < comparison.current.logLoss
    if (adopt === 'never' || (!isBetter && adopt === 'better')) {
      const why = adopt === 'never' ? 'own-only-tried' : STAYS[notCompared ?? 'not-better']
      return { comparison, notCompared, notices: [sentence(why, { backbone: name })] }
    }
    const notice = activate(store, backbone, backboneId, lacking)
    return { comparison, notCompared, notices: [notice ?? sentence('own-in-force', { backbone: name })] }
  } finally {
    await backbone.close()
  }
}

/**
 * Makes the backbone the library's, once all photos have its features. Were it done while the photos of a drive that is
 * not connected have none, these would vanish from groups and pages.
 */
export function activate(
  store: Store,
  backbone: Pick<Backbone, 'name' | 'crops'>,
  id: BackboneId,
  lacking: number,
): Sentence | null {
  const active = store.features.active()
  if (active !== undefined && active.id !== id && lacking > 0) {
    // Another file of the same name is another backbone too.
    const haveOtherCrops = cropsFrom(active.crops) !== cropsFrom(backbone.crops)
    return haveOtherCrops && active.name === backbone.name
      ? sentence('notice-crops-stay', { count: lacking })
      : sentence('notice-backbone-stays', { count: lacking, backbone: active.name })
  }
  store.features.setActive(id)
  return lacking === 0 ? null : sentence('notice-photos-unseen', { count: lacking, backbone: backbone.name })
}

/** Both by the fast path on the same folds; null where too few photos have a label. */
async function compareBackbones(
  { store, models, signal }: Pick<JobContext, 'store' | 'models' | 'signal'>,
  own: BackboneId,
): Promise<BackboneComparison | null> {
  const current = store.features.active()
  if (current === undefined) return null
  const labelSet = store.labelSets.current()
  const judged = async (id: BackboneId) => {
    const space = await (await models.photosOf(id)).space()
    const evidence = readEvidence(store, labelSet, space, new PageCache(store))
    const rows = indicesWhere(evidence.labels, (label) => label >= 0)
    if (rows.length < FEWEST_LABELS || evidence.classCount < 2) return null
    const truth = rows.map((index) => evidence.labels[index])
    const groups = independentGroups(store, space, evidence)
    const folds = groupedFolds(
      truth,
      rows.map((index) => groups[index]),
      FOLDS,
      new Random(0).fork('folds'),
    )
    const probabilities = await rawOutOfFold(space, evidence, { rows, folds }, signal)
    const backbone = BackboneName.parse(store.features.backbone(id)?.name)
    return { labels: rows.length, result: { backbone, ...judge(probabilities, truth) } }
  }
  const [first, second] = [await judged(current.id), await judged(own)]
  if (first === null || second === null) return null
  return { labels: first.labels, current: first.result, own: second.result }
}
