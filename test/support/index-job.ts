/** @file Runs the job `index` on a store as the engine does, for tests that look at the library afterwards. */
import { createLog } from '../../main/jobs/log.ts'
import path from 'node:path'
import { Models } from '../../main/jobs/library-model/models.ts'
import { indexFolders, type IndexParts } from '../../main/jobs/indexing/index-folders.ts'
import { openBackbone, type Backbone } from '../../main/model/backbone.ts'
import type { JobProgress } from '../../main/jobs/context.ts'
import type { Store } from '../../main/store/store.ts'
import type { Output, Parsed } from '../../shared/contract.ts'
import type { BackboneName } from '../../shared/domain.ts'

export interface IndexRun {
  readonly store: Store
  readonly folders: readonly string[]
  /** The quickest one that needs no self-test, unless told otherwise; `default`: what a library has by itself. */
  readonly backbone?: Parsed<'index'>['backbone'] | 'default'
  readonly secondBackbone?: Parsed<'index'>['secondBackbone']
  readonly crops?: Parsed<'index'>['crops']
  readonly ownBackbone?: Parsed<'index'>['ownBackbone']
  readonly verify?: boolean
  /** Only used by backbones that need the self-test. */
  readonly cacheFolder?: string
  readonly signal?: AbortSignal
  readonly report?: (progress: JobProgress) => void
  readonly parts?: IndexParts
}

export interface IndexResult extends Output<'index'> {
  /** Files that were read and photos that were looked at again, as the progress told. */
  readonly read: number
}

/** Each backbone is opened once in a process, and ends with it: to open it takes longer than to index what a test draws. */
const opened = new Map<BackboneName, Promise<Backbone>>()

async function reopenBackbone(name: BackboneName, resources: string): Promise<Backbone> {
  const backbone = opened.get(name) ?? openBackbone(name, resources)
  opened.set(name, backbone)
  return { ...(await backbone), close: () => Promise.resolve() }
}

export async function runIndex(run: IndexRun): Promise<IndexResult> {
  const totals = new Map<string, number>()
  const output = await indexFolders(
    {
      store: run.store,
      models: new Models({ store: run.store }),
      signal: run.signal ?? new AbortController().signal,
      report: (progress) => {
        if (progress.total !== null) totals.set(progress.stage, progress.total)
        run.report?.(progress)
      },
      clock: () => 0,
      resources: path.resolve(import.meta.dirname, '../../resources'),
      cacheFolder: run.cacheFolder ?? '/nowhere',
      log: createLog('silent'),
    },
    {
      folders: [...run.folders],
      backbone: run.backbone === 'default' ? undefined : (run.backbone ?? 'efficientnet-lite0-fp16'),
      secondBackbone: run.secondBackbone,
      crops: run.crops,
      ownBackbone: run.ownBackbone,
      verify: run.verify,
    },
    { openBackbone: reopenBackbone, ...run.parts },
  )
  return { ...output, read: [...totals.values()].reduce((sum, total) => sum + total, 0) }
}
