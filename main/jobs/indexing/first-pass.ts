/** @file The first pass of the index: reads what is new for the backbones in force, then what lacks features of the first of them. */
import type { UnreadableFile } from '../../../shared/contract/photos.ts'
import type { Crops } from '../../../shared/domain.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'
import type { ChosenBackbone } from '../../model/backbone-self-test.ts'
import type { Backbone } from '../../model/backbone.ts'
import { withCrops } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import type { FileToRead } from './compare-folders.ts'
import { indexFeatures } from './features.ts'
import { indexFiles, type FileCounts, type FilePass, type StoredBackbone } from './files.ts'
import { KnownLocations } from './locations.ts'
import { noticesOf } from './notices.ts'
import { activate } from './own-backbone-trial.ts'
import type { Targets } from './roots.ts'

export interface FirstPass {
  readonly files: readonly FileToRead[]
  readonly targets: Targets
  readonly verify: boolean
  readonly first: ChosenBackbone
  readonly second: ChosenBackbone | undefined
  /** Of the photos that are read. */
  readonly cropsAtOnce: Crops
  readonly readPhoto?: FilePass['readPhoto']
}

export interface WorkDone {
  readonly counts: FileCounts
  /** Files and photos that were read. */
  readonly read: number
  readonly problems: readonly UnreadableFile[]
  readonly notices: readonly PlainSentence[]
}

/** @throws AppError `cancelled`, `disk-full`, `backend-unavailable`; what was finished until then is stored. */
export async function readNew(
  context: JobContext,
  { files, targets, verify, first, second, cropsAtOnce, readPhoto }: FirstPass,
): Promise<WorkDone> {
  const { store } = context
  const backbone = withCrops(first.backbone, cropsAtOnce)
  const backbones = storedBackbones(store, [
    backbone,
    ...(second === undefined ? [] : [withCrops(second.backbone, cropsAtOnce)]),
  ])
  const report = (done: number): void => {
    context.report({ stage: 'reading photos', done, total: files.length })
  }
  report(0)
  const locations = new KnownLocations(store, targets.targets)
  const read = await indexFiles(context, { files, backbones, locations, verify, readPhoto, report })
  throwIfCancelled(context.signal)
  const features = await indexFeatures(context, {
    ...{ backbone, verify },
    stage: 'computing features',
    mends: true,
  })
  const notice = activate(store, backbone, backbones[0].id, features.lacking)
  const notices = [...noticesOf(read), ...(notice === null ? [] : [notice])]
  return { counts: read.counts, read: files.length + features.read, problems: read.problems, notices }
}

/** In a new library they count from the first photo on. */
function storedBackbones(store: Store, backbones: readonly Backbone[]): StoredBackbone[] {
  return store.transaction(() => {
    const stored = backbones.map((backbone) => ({ backbone, id: store.features.ensureBackbone(backbone) }))
    if (store.features.active() === undefined) {
      store.features.setActive(stored[0].id)
      if (stored.length > 1) store.features.setSecond(stored[1].id)
    }
    return stored
  })
}
