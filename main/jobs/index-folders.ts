/**
 * @file The job `index`: folders to photos with thumbnails and features. It compares the disk with the library, reads only
 * what is new or changed, and leaves after every commit a library that is whole: running it again takes up where it stopped.
 */
import os from 'node:os'
import type { Output, Parsed } from '../../shared/contract.ts'
import { BackboneName } from '../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { say, sentence } from '../../shared/sentences/sentence.ts'
import { useThreads } from '../ingest/decode.ts'
import { scan } from '../ingest/scan.ts'
import { chooseBackbone } from '../model/backbone-self-test.ts'
import { openBackbone, type Backbone } from '../model/backbone.ts'
import { lookingAt } from '../model/several-views.ts'
import type { Store } from '../store/store.ts'
import type { JobContext } from './context.ts'
import { compareScan, type FileToRead } from './index-compare.ts'
import { indexFeatures } from './index-features.ts'
import { indexFiles, type FileCounts } from './index-files.ts'
import { lookAgain } from './index-second.ts'
import { lookCloser } from './index-closer.ts'
import { KnownLocations } from './index-locations.ts'
import { bringIn, openerFor, takeOut, type BroughtIn } from './own-backbone.ts'
import { activate, NO_TRIAL, tryOwn } from './own-backbone-trial.ts'
import { resolveTargets, type Targets } from './index-roots.ts'
import { viewsInForce } from './views-in-force.ts'

const DEFAULT_BACKBONE: BackboneName = 'efficientnet-lite2-int8'

/** What a test puts in the place of the real thing. */
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
  const { toRead, folderProblems } = await findChanges(context, targets)
  const open = openerFor(store, resources, parts.openBackbone ?? openBackbone)
  const own = input.ownBackbone && (await bringIn(store, input.ownBackbone))
  try {
    const { read, ...result } = await look(context, { input, targets, toRead, own, open })
    const seconds = (performance.now() - start) / 1000
    return {
      ...result,
      unreadable: [...store.files.unreadable(), ...folderProblems],
      seconds,
      photosPerSecond: read / seconds,
    }
  } catch (thrown) {
    if (own !== undefined) await takeOut(store, own)
    throw thrown
  }
}

interface Looking {
  readonly input: Parsed<'index'>
  readonly targets: Targets
  readonly toRead: readonly FileToRead[]
  readonly own: BroughtIn | undefined
  open: (name: BackboneName) => Promise<Backbone>
}

/** Reads what is new with the backbone in force, then lets the person's own and the second one look. */
async function look(
  context: JobContext,
  { input, targets, toRead, own, open }: Looking,
): Promise<Omit<Result, 'unreadable' | 'seconds' | 'photosPerSecond'> & Pick<Work, 'read'>> {
  const { store, cacheFolder } = context
  // Without any backbone yet there is nothing that the person's own could be compared with.
  const isFirst = own !== undefined && store.features.active() === undefined
  const wanted = isFirst ? own.name : wantedBackbone(store, input.backbone)
  const views = input.views ?? viewsInForce(store)
  // The photos of a new library are shown after one look: what the others add comes while the person works already.
  const atFirst = store.features.active() === undefined ? 'one' : views
  const { backbone, notice } = await chooseBackbone(wanted, { open, cacheFolder })
  try {
    const work = await readAll(context, lookingAt(backbone, atFirst), toRead, targets)
    const closer = views === atFirst ? null : await lookCloser(context, lookingAt(backbone, views))
    const trial =
      own === undefined || isFirst
        ? NO_TRIAL
        : await tryOwn(context, own.name, input.ownBackbone?.adopt ?? 'better', {
            open,
            views: viewsInForce(store),
          })
    const second = await lookAgain(context, input.secondBackbone, {
      open,
      views: viewsInForce(store),
    })
    return {
      ...totals(store),
      ...work.counts,
      moved: work.counts.moved + targets.relinkedPhotos,
      read: work.read,
      backbone: BackboneName.parse(store.features.active()?.name),
      secondBackbone: BackboneName.nullable().parse(store.features.second()?.name ?? null),
      views: viewsInForce(store),
      comparison: trial.comparison,
      tried:
        own === undefined ? null : { name: own.name, notCompared: isFirst ? 'first' : trial.notCompared },
      notices: [
        notice,
        ...(own?.notes ?? []),
        ...absentNotices(targets),
        work.notice,
        closer,
        ...trial.notices,
        ...second,
      ].filter((text) => text !== null),
    }
  } finally {
    await backbone.close()
  }
}

function wantedBackbone(store: Store, wanted: BackboneName | undefined): BackboneName {
  return (
    wanted ??
    BackboneName.optional().catch(undefined).parse(store.features.active()?.name) ??
    DEFAULT_BACKBONE
  )
}

/** Scans the targets and stores at once what needs no reading: what is gone, back, or out of reach. */
async function findChanges(
  { store, signal, report }: JobContext,
  { targets, absent }: Targets,
): Promise<{ toRead: FileToRead[]; folderProblems: Result['unreadable'] }> {
  const toRead: FileToRead[] = []
  const folderProblems = absent.map((root) => ({ path: root.path, reason: say('folder-away') }))
  let found = 0
  for (const target of targets) {
    const result = await scan(target.root.path, {
      below: target.below,
      exclude: target.exclude,
      signal,
      report: (count) => {
        report({ stage: 'looking for photos', done: found + count, total: null })
      },
    })
    found += result.files.length
    const changes = compareScan(target, result, store.files.under(target.root.id))
    store.transaction(() => {
      store.files.put([...changes.restored, ...changes.unreadable])
      store.files.markMissing(changes.missing)
      store.files.remove(changes.forgotten)
    })
    toRead.push(...changes.toRead)
  }
  return { toRead, folderProblems }
}

interface Work {
  readonly counts: FileCounts
  /** Files and photos that were read. */
  readonly read: number
  readonly notice: string | null
}

async function readAll(
  context: JobContext,
  backbone: Backbone,
  files: readonly FileToRead[],
  { targets }: Targets,
): Promise<Work> {
  const { store, report } = context
  const backboneId = store.features.ensureBackbone(backbone)
  if (store.features.active() === undefined) store.features.setActive(backboneId)
  const progress = (done: number): void => {
    report({ stage: 'reading photos', done, total: files.length })
  }
  progress(0)
  const locations = new KnownLocations(store, targets)
  const counts = await indexFiles(context, { files, backbone, backboneId, locations, report: progress })
  throwIfCancelled(context.signal)
  const features = await indexFeatures(context, { backbone, stage: 'computing features' })
  const notice = activate(store, backbone, backboneId, features.lacking)
  return { counts, read: files.length + features.read, notice }
}

function absentNotices({ absent }: Targets): string[] {
  return absent.map((root) => say('notice-folder-away', { folder: root.path }))
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
