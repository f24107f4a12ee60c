/**
 * @file The job `index`: folders to photos with thumbnails and features. It compares the disk with the library, reads only
 * what is new or changed, and leaves after every commit a library that is whole: running it again takes up where it stopped.
 */
import os from 'node:os'
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { UnreadableFile } from '../../../shared/contract/photos.ts'
import { BackboneName, type Crops } from '../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { type PlainSentence, sentence } from '../../../shared/sentences/sentence.ts'
import { useThreads } from '../../ingest/decode.ts'
import { chooseBackbone, type ChosenBackbone } from '../../model/backbone-self-test.ts'
import { openBackbone, type Backbone } from '../../model/backbone.ts'
import { withCrops } from '../../model/multi-crop.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { findChanges } from './changes.ts'
import type { FileToRead } from './compare-folders.ts'
import { indexFeatures } from './features.ts'
import { indexFiles, type FileCounts, type StoredBackbone } from './files.ts'
import { lostNotices, noticesOf } from './notices.ts'
import { completeSecond, isReadBeside, wantedSecond } from './second-backbone.ts'
import { activeCrops } from './active-crops.ts'
import { embedSeveralCrops } from './several-crops.ts'
import { KnownLocations } from './locations.ts'
import { lostLabels } from '../labels/lost-labels.ts'
import { importBackbone, openerFor, rollBackImport, type ImportedBackbone } from './own-backbone.ts'
import { activate, NO_TRIAL, tryOwn } from './own-backbone-trial.ts'
import { resolveTargets, type Targets } from './roots.ts'

const DEFAULT_BACKBONE: BackboneName = 'efficientnet-lite2-int8'

/** Parts that a test can replace. */
export interface IndexParts {
  openBackbone?: typeof openBackbone
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
  useThreads(os.availableParallelism())
  const { store, resources } = context
  const targets = await resolveTargets(store, input.folders)
  if (targets.targets.length === 0 && targets.absent.length === 0) {
    throw new AppError('bad-input', sentence('which-folder'))
  }
  const found = await findChanges(context, targets, input.verify === true)
  const open = openerFor(store, resources, parts.openBackbone ?? openBackbone, context.signal)
  const own = input.ownBackbone && (await importBackbone(store, input.ownBackbone, context.signal))
  try {
    const { read, problems, ...result } = await readAndEmbed(context, {
      input,
      targets,
      toRead: found.toRead,
      own,
      open,
    })
    const lost = lostLabels(store)
    const seconds = (performance.now() - start) / 1000
    return {
      ...result,
      lostLabels: lost.labels.length,
      notices: [...found.notices, ...result.notices, ...lostNotices(lost)],
      unreadable: [...store.files.unreadable(), ...found.problems, ...problems],
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
}

type IndexOutcome = Omit<Result, 'lostLabels' | 'unreadable' | 'seconds' | 'photosPerSecond'> &
  Pick<Work, 'read' | 'problems'>

/** Opens the backbones for as long as they are used. */
async function readAndEmbed(context: JobContext, plan: IndexPlan): Promise<IndexOutcome> {
  const { store, cacheFolder } = context
  const { input, own, open, toRead } = plan
  // Without any backbone yet there is nothing that the person's own could be compared with.
  const isFirst = own !== undefined && store.features.active() === undefined
  const wanted = isFirst ? own.name : wantedBackbone(store, input.backbone)
  const wantedBeside = wantedSecond(store, { input, files: toRead.length })
  const first = await chooseBackbone(wanted, { open, cacheFolder })
  try {
    const second = wantedBeside && (await chooseBackbone(wantedBeside, { open, cacheFolder }))
    try {
      return await readWith(context, { ...plan, first, second, isFirst })
    } finally {
      await second?.backbone.close()
    }
  } finally {
    await first.backbone.close()
  }
}

interface OpenedPlan extends IndexPlan {
  readonly first: ChosenBackbone
  readonly second: ChosenBackbone | undefined
  /** The first one is the person's own, of this run. */
  readonly isFirst: boolean
}

/** Reads what is new with the backbones in force, then tries the person's own and completes the features of the second one. */
async function readWith(context: JobContext, plan: OpenedPlan): Promise<IndexOutcome> {
  const { store } = context
  const { input, targets, own, open, first, second, isFirst } = plan
  const crops = input.crops ?? activeCrops(store)
  // The photos of a new library are shown after one crop each: the other features are added while the person works already.
  const atFirst = store.features.active() === undefined ? 'one' : crops
  const work = await readAll(context, plan, { crops, atFirst })
  const notice = crops === atFirst ? null : await embedSeveralCrops(context, withCrops(first.backbone, crops))
  const trial =
    own === undefined || isFirst
      ? NO_TRIAL
      : await tryOwn(context, own.name, input.ownBackbone?.adopt ?? 'better', {
          open,
          crops: activeCrops(store),
        })
  if (input.secondBackbone === null) store.features.setSecond(null)
  const ofSecond = second === undefined ? [] : await completeSecond(context, second)
  return {
    ...totals(store),
    ...work.counts,
    moved: work.counts.moved + targets.relinkedPhotos,
    read: work.read,
    problems: work.problems,
    backbone: BackboneName.parse(store.features.active()?.name),
    secondBackbone: BackboneName.nullable().parse(store.features.second()?.name ?? null),
    crops: activeCrops(store),
    comparison: trial.comparison,
    tried: own === undefined ? null : { name: own.name, notCompared: isFirst ? 'first' : trial.notCompared },
    notices: [
      ...(own?.notes ?? []),
      ...work.notices,
      notice,
      ...trial.notices,
      ...ofSecond,
      store.isOpenedToOthers() ? sentence('library-open-to-others', { folder: store.folder ?? '' }) : null,
    ].filter((said) => said !== null),
    details: [first.detail, second?.detail ?? null].filter((said) => said !== null),
  }
}

function wantedBackbone(store: Store, wanted: BackboneName | undefined): BackboneName {
  return (
    wanted ??
    BackboneName.optional().catch(undefined).parse(store.features.active()?.name) ??
    DEFAULT_BACKBONE
  )
}

interface Work {
  readonly counts: FileCounts
  /** Files and photos that were read. */
  readonly read: number
  readonly problems: readonly UnreadableFile[]
  readonly notices: readonly PlainSentence[]
}

async function readAll(
  context: JobContext,
  { input, toRead: files, targets, first, second }: OpenedPlan,
  { crops, atFirst }: { crops: Crops; atFirst: Crops },
): Promise<Work> {
  const { store } = context
  const backbone = withCrops(first.backbone, atFirst)
  const beside = second !== undefined && isReadBeside(store, first, { second, crops })
  const backboneId = store.features.ensureBackbone(backbone)
  if (store.features.active() === undefined) store.features.setActive(backboneId)
  const backbones: StoredBackbone[] = [{ backbone, id: backboneId }]
  if (beside) {
    const other = withCrops(second.backbone, atFirst)
    const id = store.features.ensureBackbone(other)
    store.features.setSecond(id)
    backbones.push({ backbone: other, id })
  }
  const report = (done: number): void => {
    context.report({ stage: 'reading photos', done, total: files.length })
  }
  report(0)
  const locations = new KnownLocations(store, targets.targets)
  const verify = input.verify === true
  const read = await indexFiles(context, { files, backbones, locations, verify, report })
  throwIfCancelled(context.signal)
  const features = await indexFeatures(context, { backbone, stage: 'computing features' })
  const notice = activate(store, backbone, backboneId, features.lacking)
  const notices = [...noticesOf(read), ...(notice === null ? [] : [notice])]
  return { counts: read.counts, read: files.length + features.read, problems: read.problems, notices }
}

/** What the library holds now, over all its folders. */
function totals(store: Store): Pick<Result, 'photos' | 'files' | 'missing'> {
  const present = new Set(store.photos.presentIds())
  const missing = new Set<number>()
  let files = 0
  for (const root of store.files.roots()) {
    for (const { photoId, missing: isMissing } of store.files.under(root.id)) {
      if (photoId === null) continue
      if (!isMissing) files += 1
      else if (!present.has(photoId)) missing.add(photoId)
    }
  }
  return { photos: present.size, files, missing: missing.size }
}
