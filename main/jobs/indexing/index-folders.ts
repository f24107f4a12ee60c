/**
 * @file The job `index`: folders to photos with thumbnails and features. It compares the disk with the library, reads only
 * what is new or changed, and leaves after every commit a library that is whole: running it again takes up where it stopped.
 */
import os from 'node:os'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { BackboneName, type Crops } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { type PlainSentence, sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { useThreads } from '../../ingest/decode.ts'
import { chooseBackbone, type ChosenBackbone } from '../../model/backbone-self-test.ts'
import { openBackbone, type Backbone } from '../../model/backbone.ts'
import { withCrops } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { findChanges } from './changes.ts'
import type { FileToRead } from './compare-folders.ts'
import { lostNotices } from './notices.ts'
import { readNew, type FirstPass, type WorkDone } from './first-pass.ts'
import { askedSecond, completeSecond, openAtOnce } from './second-backbone.ts'
import { activeCrops } from './active-crops.ts'
import { embedSeveralCrops } from './several-crops.ts'
import { lostLabels } from '../labels/lost-labels.ts'
import { importBackbone, openerFor, rollBackImport, type ImportedBackbone } from './own-backbone.ts'
import { hasNothingNew } from './nothing-new.ts'
import { NO_TRIAL, tryOwn, type Trial } from './own-backbone-trial.ts'
import { resolveTargets, type Targets } from './roots.ts'

const DEFAULT_BACKBONE: BackboneName = 'efficientnet-lite2-int8'

/** Parts that a test can replace. */
export interface IndexParts {
  openBackbone?: typeof openBackbone
  readPhoto?: FirstPass['readPhoto']
}

type Result = Output<'index'>

/**
 * @param input `folders`: none means all folders that the library knows.
 * @throws AppError `bad-input`, `not-found` (see `resolveTargets`), `backend-unavailable`, `disk-full`, `cancelled`.
 */
export async function indexFolders(
  context: JobContext,
  input: Parsed<'index'>,
  parts: IndexParts = {},
): Promise<Result> {
  const start = performance.now()
  const { store, resources, preferences } = context
  const threads = preferences?.threads ?? os.availableParallelism()
  useThreads(threads)
  const targets = await resolveTargets(store, input.folders)
  if (targets.targets.length === 0 && targets.absent.length === 0) {
    throw new AppError('bad-input', sentence('which-folder'))
  }
  const found = await findChanges(context, targets, input.verify === true)
  const openShipped = parts.openBackbone ?? openBackbone
  const open = openerFor(store, resources, (name, where) => openShipped(name, where, threads), context.signal)
  const own = input.ownBackbone && (await importBackbone(store, input.ownBackbone, context.signal))
  try {
    const plan = { input, targets, toRead: found.toRead, own, open, readPhoto: parts.readPhoto }
    const isIdle = found.toRead.length === 0 && (await hasNothingNew(context, input))
    const { read, problems, ...result } = isIdle
      ? outcomeOf(context, plan, NOTHING_DONE)
      : await readAndEmbed(context, plan)
    const lost = lostLabels(store)
    const seconds = (performance.now() - start) / 1000
    return {
      ...result,
      lostLabels: lost.labels.length,
      notices: [...found.notices, ...result.notices, ...lostNotices(lost)],
      unreadable: [...store.files.unreadable(), ...found.problems, ...problems],
      videos: found.videos,
      seconds,
      photosPerSecond: read / seconds,
    }
  } catch (thrown) {
    if (own !== undefined) await rollBackImport(store, own)
    throw thrown
  }
}

interface IndexPlan {
  readonly input: Parsed<'index'>
  readonly targets: Targets
  readonly toRead: readonly FileToRead[]
  readonly own: ImportedBackbone | undefined
  open: (name: BackboneName) => Promise<Backbone>
  readonly readPhoto: FirstPass['readPhoto']
}

type IndexOutcome = Omit<Result, 'lostLabels' | 'unreadable' | 'videos' | 'seconds' | 'photosPerSecond'> &
  Pick<WorkDone, 'read' | 'problems'>

/** Opens the backbones that new photos are given to, for as long as they are used. */
async function readAndEmbed(context: JobContext, plan: IndexPlan): Promise<IndexOutcome> {
  const { store, cacheFolder } = context
  const { input, own, open, toRead } = plan
  // Without any backbone yet there is nothing that the person's own could be compared with.
  const isFirst = own !== undefined && store.features.active() === undefined
  const crops = input.crops ?? activeCrops(store)
  // The photos of a new library are shown after one crop each: the other features are added while the person works already.
  const cropsAtOnce = store.features.active() === undefined ? 'one' : crops
  const asked = askedSecond(store, input, toRead.length)
  const wanted = isFirst ? own.name : wantedBackbone(store, input.backbone)
  const first = await chooseBackbone(wanted, { open, cacheFolder })
  try {
    const second = await openAtOnce(context, asked, { first: first.backbone, open, crops: cropsAtOnce })
    try {
      return await readWith(context, plan, { first, second, isFirst, asked, crops, cropsAtOnce })
    } finally {
      await second?.backbone.close()
    }
  } finally {
    await first.backbone.close()
  }
}

interface Backbones {
  readonly first: ChosenBackbone
  readonly second: ChosenBackbone | undefined
  /** The first one is the person's own, of this run. */
  readonly isFirst: boolean
  readonly asked: ReturnType<typeof askedSecond>
  readonly crops: Crops
  /** Of the photos that are read; the others follow. */
  readonly cropsAtOnce: Crops
}

/** Reads what is new, then tries the person's own backbone and completes the features of the second one. */
async function readWith(context: JobContext, plan: IndexPlan, backbones: Backbones): Promise<IndexOutcome> {
  const { store } = context
  const { input, targets, own, open, toRead, readPhoto } = plan
  const { first, second, isFirst, asked, crops, cropsAtOnce } = backbones
  const work = await readNew(context, {
    ...{ first, second, cropsAtOnce, targets, files: toRead, readPhoto },
    verify: input.verify === true,
  })
  const notice =
    crops === cropsAtOnce ? null : await embedSeveralCrops(context, withCrops(first.backbone, crops))
  const trial =
    own === undefined || isFirst
      ? NO_TRIAL
      : await tryOwn(context, own.name, input.ownBackbone?.adopt ?? 'better', {
          open,
          crops: activeCrops(store),
        })
  const completed = await completeSecond(context, asked, { atOnce: second, open, crops: activeCrops(store) })
  return outcomeOf(context, plan, {
    ...{ work, comparison: trial.comparison, notCompared: isFirst ? 'first' : trial.notCompared },
    notices: [notice, ...trial.notices, ...completed.notices],
    details: [first.detail, completed.detail],
  })
}

interface Done {
  readonly work: WorkDone
  readonly comparison: Trial['comparison']
  readonly notCompared: Trial['notCompared'] | 'first'
  readonly notices: readonly (PlainSentence | null)[]
  readonly details: readonly (Sentence | null)[]
}

const NOTHING_DONE: Done = {
  work: { counts: { added: 0, updated: 0, moved: 0 }, read: 0, problems: [], notices: [] },
  ...{ comparison: null, notCompared: null, notices: [], details: [] },
}

function outcomeOf({ store }: JobContext, { targets, own }: IndexPlan, done: Done): IndexOutcome {
  const { work, comparison, notCompared, notices, details } = done
  return {
    photos: store.photos.countPresent(),
    ...store.files.totals(),
    ...work.counts,
    moved: work.counts.moved + targets.relinkedPhotos,
    read: work.read,
    problems: work.problems,
    backbone: BackboneName.parse(store.features.active()?.name),
    secondBackbone: BackboneName.nullable().parse(store.features.second()?.name ?? null),
    crops: activeCrops(store),
    comparison,
    tried: own === undefined ? null : { name: own.name, notCompared },
    notices: [
      ...(own?.notes ?? []),
      ...work.notices,
      ...notices,
      store.isOpenedToOthers() ? sentence('library-open-to-others', { folder: store.folder ?? '' }) : null,
    ].filter((said) => said !== null),
    details: details.filter((said) => said !== null),
  }
}

function wantedBackbone(store: Store, wanted: BackboneName | undefined): BackboneName {
  return (
    wanted ??
    BackboneName.optional().catch(undefined).parse(store.features.active()?.name) ??
    DEFAULT_BACKBONE
  )
}
