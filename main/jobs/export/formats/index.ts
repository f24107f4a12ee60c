/** @file The table of all formats. */
import type { ExportFormat } from '../../../../shared/contract/export-formats.ts'
import { writeCoco } from './coco.ts'
import { writeCsv } from './csv.ts'
import { writeFiftyOne } from './fiftyone.ts'
import type { WriteFormat } from './format.ts'
import { writeImageFolder } from './imagefolder.ts'
import { writeJsonLines } from './jsonl.ts'
import { writeLabelStudio } from './label-studio.ts'
import { writeOnnx } from './onnx.ts'
import { writeParquet } from './parquet.ts'
import { writeRayJob } from './ray-job.ts'
import { writeXmp } from './xmp.ts'

export const FORMATS: Readonly<Record<ExportFormat, WriteFormat>> = {
  coco: writeCoco,
  csv: writeCsv,
  fiftyone: writeFiftyOne,
  imagefolder: writeImageFolder,
  jsonl: writeJsonLines,
  'label-studio': writeLabelStudio,
  onnx: writeOnnx,
  parquet: writeParquet,
  'ray-job': writeRayJob,
  xmp: writeXmp,
}
