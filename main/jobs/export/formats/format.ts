/** @file What each format of an export has in common. */
import type { Output, Parsed } from '../../../../shared/contract.ts'
import type { JobContext } from '../../context.ts'
import type { GatheredRows } from '../rows.ts'

export type ExportContext = Pick<JobContext, 'store' | 'models' | 'signal' | 'report' | 'resources'>

export interface ExportRequest extends Pick<
  Parsed<'export'>,
  'mode' | 'metadata' | 'dryRun' | 'byteOrderMark' | 'head' | 'names' | 'tree' | 'withoutPlace'
> {
  /** Absolute path of the file or folder; '' for keywords beside or in the photos. */
  readonly out: string
  /** For `xmp`. */
  readonly xmp: NonNullable<Parsed<'export'>['xmp']>
  /** The photos with their classes, and the labels whose photo lies nowhere. */
  readonly rows: () => Promise<GatheredRows>
}

/** What is not said is empty. */
export type Exported = Pick<Output<'export'>, 'written'> & Partial<Omit<Output<'export'>, 'setAside'>>

/**
 * Writes the export, or says what it would write.
 * @throws AppError `conflict` when something else is in the way, or the place cannot be written to; also in a dry run.
 */
export type WriteFormat = (context: ExportContext, request: ExportRequest) => Promise<Exported>
