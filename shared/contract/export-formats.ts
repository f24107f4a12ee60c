/** @file The forms that an export can have. A new one is a line here and a file in main/jobs/export/formats. */
import { z } from 'zod'

/** What the export makes: a file with a row or a record for each photo, a folder of photos, keywords, or what was learned. */
export type ExportKind = 'table' | 'records' | 'folder' | 'keywords' | 'network'

interface FormatFacts {
  readonly kind: ExportKind
  /** Of the file, or of the folder that is suggested, with its dot; '' for a folder without any. */
  readonly extension: string
}

/** In the order in which they are offered. */
export const EXPORT_FORMATS = {
  imagefolder: { kind: 'folder', extension: '' },
  xmp: { kind: 'keywords', extension: '' },
  csv: { kind: 'table', extension: '.csv' },
  jsonl: { kind: 'records', extension: '.jsonl' },
  coco: { kind: 'records', extension: '.json' },
  'label-studio': { kind: 'records', extension: '.json' },
  // Ending in something of its own, so that it is not suggested to go where class folders went.
  fiftyone: { kind: 'folder', extension: '.fiftyone' },
  parquet: { kind: 'records', extension: '.parquet' },
  onnx: { kind: 'network', extension: '.onnx' },
  'ray-job': { kind: 'network', extension: '' },
} as const satisfies Record<string, FormatFacts>

export const ExportFormat = z.enum(Object.keys(EXPORT_FORMATS) as [ExportFormat, ...ExportFormat[]])
export type ExportFormat = keyof typeof EXPORT_FORMATS
