/** @file Every form in which labels go out, and the way that brings them back: the rows of the table in docs/formats.md. */
import type { ExportFormat } from '../../../shared/contract/export-formats.ts'
import type { Input } from '../../../shared/contract.ts'

export type WayBack = '`label --file`' | '`label --folders`' | '`label --keywords`' | '`history --import`'

export interface Form {
  readonly name: string
  /** What follows `export --format`; the history has a command of its own. */
  readonly command: string
  readonly format: ExportFormat | 'history'
  readonly options?: Omit<Input<'export'>, 'format'>
  /** None of a network, which knows classes, but not the photos. */
  readonly back?: WayBack
  /** Other programs, and how far that is shown. */
  readonly readBy: string
}

const LOADERS = 'torchvision and Hugging Face `datasets`, run: `test/unit/export/loaders.test.ts`'
const EXIFTOOL = 'ExifTool, run: `test/unit/export/keywords.test.ts`'
const folders = { format: 'imagefolder', back: '`label --folders`' } as const
const file = { back: '`label --file`' } as const
const keywords = { format: 'xmp', back: '`label --keywords`' } as const

export const FORMS: readonly Form[] = [
  { ...folders, name: 'Folders, copies', command: '`imagefolder`', readBy: LOADERS },
  {
    ...{ ...folders, name: 'Folders, hard links', command: '`imagefolder --mode link`' },
    ...{ options: { mode: 'link' }, readBy: 'as copies' },
  },
  {
    ...{ ...folders, name: 'Folders, symbolic links', command: '`imagefolder --mode symlink`' },
    ...{ options: { mode: 'symlink' }, readBy: 'as copies' },
  },
  {
    ...{ ...folders, name: 'Folders, reflinks', command: '`imagefolder --mode reflink`' },
    ...{ options: { mode: 'reflink' }, readBy: 'as copies' },
  },
  {
    ...{ ...folders, name: 'The photos themselves', command: '`imagefolder --mode move`' },
    ...{ options: { mode: 'move' }, readBy: 'as copies' },
  },
  {
    ...{ ...folders, name: 'Hugging Face', command: '`imagefolder --metadata`' },
    ...{ options: { metadata: true }, readBy: LOADERS },
  },
  {
    ...{ ...folders, name: 'YOLO classification', command: '`imagefolder --split 80,10,10`' },
    ...{ options: { split: { train: 80, validation: 10, test: 10 } }, readBy: 'Ultralytics, not run' },
  },
  {
    ...{ ...file, format: 'fiftyone', name: 'FiftyOne', command: '`fiftyone`' },
    readBy: 'FiftyOne, by the rules of its importer: `test/unit/export/fiftyone.test.ts`',
  },
  { ...keywords, name: 'Keywords beside the photos', command: '`xmp`', readBy: EXIFTOOL },
  {
    ...{ ...keywords, name: 'Keywords in the photos', command: '`xmp --embed`', readBy: EXIFTOOL },
    options: { xmp: { place: 'embedded' } },
  },
  { ...file, format: 'csv', name: 'Table', command: '`csv`', readBy: 'spreadsheets and pandas, not run' },
  { ...file, format: 'jsonl', name: 'JSON lines', command: '`jsonl`', readBy: 'scripts' },
  { ...file, format: 'coco', name: 'COCO', command: '`coco`', readBy: 'CVAT and Roboflow, not run' },
  {
    ...{ ...file, format: 'label-studio', name: 'Label Studio', command: '`label-studio`' },
    readBy: 'Label Studio, not run',
  },
  {
    ...{ ...file, format: 'parquet', name: 'Parquet', command: '`parquet`' },
    readBy: 'pyarrow and scikit-learn, run where Python has them: `test/unit/export/parquet.test.ts`',
  },
  {
    ...{ format: 'onnx', name: 'Trained network', command: '`onnx`' },
    readBy: 'ONNX Runtime, run: `test/unit/export/onnx.test.ts`',
  },
  {
    ...{ format: 'ray-job', name: 'Job for Ray', command: '`ray-job`' },
    readBy: 'Ray Data, run where Python has it: `test/unit/export/ray-run.test.ts`',
  },
  {
    ...{ format: 'history', name: 'The history', command: '`history --out`', back: '`history --import`' },
    readBy: 'scripts',
  },
]
