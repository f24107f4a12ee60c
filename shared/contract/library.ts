/** @file The library as a whole: its state, what is under way, results out. */
import { z } from 'zod'
import { ClassMark } from '../class-marks.ts'
import { BackboneName, BackendName, Crops, JobRecord, NetworkName, Probability } from '../domain.ts'
import { JobKind } from '../jobs.ts'
import { SetAsideCounts } from '../set-aside.ts'
import { PlainSentence } from '../sentences/sentence.ts'
import { BackendReport } from './backends.ts'
import { ExportFormat } from './export-formats.ts'
import { Split } from './split.ts'
import { LostLabel } from './lost-labels.ts'
import { count, method } from './method.ts'

/** What an `onnx` file holds, or the folder of a `ray-job`. */
export const ExportedNetwork = z.object({
  head: z.int().positive(),
  network: NetworkName,
  backbone: BackboneName,
  classes: z.array(z.string()),
  /** Pixels a side of the pictures that it takes. */
  size: count,
  bytes: count,
  /** The version of Twinsort that wrote it. */
  twinsort: z.string(),
  /** How much the head counts in the suggestions here, beside what the file cannot know. */
  weight: Probability,
  /** Out of fold: of the head alone, as the file answers, and of both together; null where they were not measured. */
  accuracy: Probability.nullable(),
  blendAccuracy: Probability.nullable(),
})
export type ExportedNetwork = z.infer<typeof ExportedNetwork>

/**
 * The share of suggestions that is right, with its 95 % interval, by the newest blind checks (at most 100) of the suggestions as
 * they stood when each was answered; null for fewer than ten.
 */
export const Estimate = z.object({
  accuracy: Probability,
  low: Probability,
  high: Probability,
  checks: count,
})
export type Estimate = z.infer<typeof Estimate>

/** A folder of photos that the library reads. */
export const LibraryFolder = z.object({
  path: z.string(),
  /** False for a folder on a drive that is not connected, or that was deleted. */
  isThere: z.boolean(),
  /** Photos that lie in it, as far as the library knows. */
  photos: count,
  /** Those of them that have a label. */
  labelled: count,
  /** Those of them that are set aside. */
  setAside: count,
})
export type LibraryFolder = z.infer<typeof LibraryFolder>

const UnsentReports = z.object({
  folder: z.string(),
  /** Reports of Twinsort that were removed since this engine's process began. */
  removed: count,
  /** Why the folder was left as it is; null where it was not. */
  left: z.enum(['in-use', 'not-understood', 'no-access']).nullable(),
})

export const libraryMethods = {
  folders: method({}, z.object({ folders: z.array(LibraryFolder) })),
  /** Forgets a folder; no file is touched, and labels come back when it is indexed again. @throws `not-found` */
  removeFolder: method(
    { path: z.string() },
    z.object({
      removed: z.string(),
      /** Those that are left. */
      folders: z.array(LibraryFolder),
      /** Photos that lie nowhere else. */
      photos: count,
      /** Labels without a picture now. */
      lostLabels: count,
    }),
  ),
  status: method(
    {},
    z.object({
      library: z.string(),
      /** True where nothing can be written: it can be viewed and exported, and every change is refused with `read-only`. */
      readOnly: z.boolean(),
      /** The label set that is open; absent in a library that has one only. */
      labelSet: z.object({ id: z.int(), name: z.string() }).optional(),
      /** Names the library's content for as long as it lives, wherever the folder is moved: photo ids belong to it. */
      key: z.string(),
      photos: count,
      /** Photos that are there and have a label: the sum over the classes. */
      labelled: count,
      /** Photos that are there and were set aside; they have no label. */
      setAside: SetAsideCounts,
      /** Labels whose photo lies nowhere now: see `lostLabels`. */
      lostLabels: count,
      unreadable: count,
      missing: count,
      roots: z.array(z.string()),
      classes: z.array(z.object({ name: z.string(), photos: count })),
      /** Of each of `classes` a number that it keeps for as long as it has its name; those of later classes are greater. */
      classNumbers: z.array(count),
      /** Of the classes that were given a colour or a key of their own. */
      classMarks: z.array(ClassMark),
      actions: count,
      head: z.int().nullable(),
      estimate: Estimate.nullable(),
      /** Blind checks that the estimate comes from, or would if there were ten. */
      checks: count,
      /** The backbones that give the features; null before the first photo, and without a second one. */
      backbone: BackboneName.nullable(),
      secondBackbone: BackboneName.nullable(),
      /** How many crops of each photo give its features. */
      crops: Crops,
    }),
  ),
  /** Those under way, and the newest of those that ended, also before this start; newest first. */
  jobs: method({}, z.object({ jobs: z.array(JobRecord) })),
  /** Does a job that changes the library once more, as it was asked for. @throws `not-found`, `bad-input`; what the job throws */
  repeatJob: method({ job: z.int().positive() }, z.object({ kind: JobKind })),
  /** Asks a job that is queued or running to stop; false when it has ended already. */
  cancel: method({ job: z.int().positive() }, z.object({ cancelled: z.boolean() })),
  export: method(
    {
      format: ExportFormat,
      /** Absolute path of the folder, or of the file. For `xmp`: of a folder for the XMP files; beside or in the photos where there is none. */
      out: z.string().default(''),
      /**
       * For `imagefolder` and `fiftyone`: `link` makes hard links, or symbolic ones where the disk differs; `reflink` copies that share
       * their bytes on the disk, or none. For `imagefolder`: `move` takes the photos themselves there, which `undoMove` takes back.
       */
      mode: z.enum(['copy', 'link', 'reflink', 'symlink', 'move']).default('copy'),
      dryRun: z.boolean().default(false),
      /** For `csv`: begins with a byte order mark, for spreadsheets that take UTF-8 for something else. */
      byteOrderMark: z.boolean().optional(),
      /** Adds suggestions of at least this probability to the confirmed labels. */
      includeSuggestions: Probability.optional(),
      /** Only these classes; `animals/` means `animals` and all below. Not for `onnx` and `ray-job`. Files of other classes, from earlier exports, stay. */
      classes: z.array(z.string().min(1).max(1000)).min(1).optional(),
      /** For `imagefolder` and `fiftyone`: what the files are called, with the parts `{class}`, `{date}`, `{name}`, `{number}`; as the photos unless said. */
      names: z.string().max(200).optional(),
      /**
       * Divides the photos into three parts; near copies and bursts stay together. `imagefolder` and `fiftyone` make a folder for each part, tables
       * get a column. Exporting the same split again leaves every photo in its part. Not for `onnx` and `ray-job`.
       */
      split: Split.optional(),
      /** The labels of this snapshot instead of those of now; without suggestions. Not for `onnx` and `ray-job`. */
      snapshot: z.string().optional(),
      /** For `imagefolder`, copied or linked: also writes a table `metadata.csv` beside the folders of the classes. */
      metadata: z.boolean().optional(),
      /** For `imagefolder` and `fiftyone` by copy: the copies do not say where they were taken (GPS). What cannot be written so is left out. */
      withoutPlace: z.boolean().optional(),
      /** For `imagefolder`: also tells what is in each folder then. For `csv` in a dry run: the first rows. */
      tree: z.boolean().optional(),
      /** For `xmp`: where keywords are written, and what new files beside the photos are called: `a.jpg.xmp` or `a.xmp`. */
      xmp: z
        .object({
          place: z.enum(['beside', 'embedded']).default('beside'),
          names: z.enum(['appended', 'replaced']).default('appended'),
        })
        .optional(),
      /** For `onnx` and `ray-job`: the head that is written; the one that answers unless said. */
      head: z.int().positive().optional(),
    },
    z.object({
      /** Photos; for `onnx` and `ray-job` files. */
      written: count,
      skipped: z.array(z.object({ path: z.string(), reason: PlainSentence })),
      /** For `imagefolder`: files of earlier exports into that folder whose photo has another class now. */
      moved: z.array(z.object({ from: z.string(), to: z.string() })),
      /** For `imagefolder`: files of earlier exports into that folder whose photo is none of this one. */
      removed: z.array(z.string()),
      /** Photos that are not in it because they were set aside. */
      setAside: count,
      /** What the person should know of what was written. */
      notes: z.array(PlainSentence),
      /** For `onnx` and `ray-job`; null for other formats. */
      network: ExportedNetwork.nullable(),
      /** Where it was asked for: each folder with its class, how many photos of this export are in it, and the names of the first. */
      tree: z
        .array(z.object({ folder: z.string(), class: z.string(), photos: count, names: z.array(z.string()) }))
        .optional(),
      /** For `csv`, where it was asked for: the columns and the first rows, cell by cell as they are written. */
      sample: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) }).optional(),
    }),
  ),
  /**
   * Shows what was exported there in the system's file manager, for windows that cannot do so themselves: only a place that `export`
   * of this library has written since the engine was started. @throws `not-found` for any other.
   */
  openExport: method(
    { out: z.string() },
    z.object({
      /** False where there is no file manager to be seen. */
      opened: z.boolean(),
    }),
  ),
  check: method(
    {},
    z.object({
      ok: z.boolean(),
      problems: z.array(PlainSentence),
      /** No damage: labels whose picture was edited, replaced or deleted. */
      lostLabels: z.array(LostLabel),
    }),
  ),
  /** With `selfTest` every backend that is there trains a few steps now: seconds, and minutes on a slow machine. */
  doctor: method(
    { selfTest: z.boolean().default(false) },
    z.object({
      versions: z.record(z.string(), z.string()),
      /** Fastest first. */
      backends: z.array(BackendReport),
      /** The one that trains next, if none is asked for. */
      computesWith: BackendName,
      backbones: z.array(z.object({ name: BackboneName, available: z.boolean(), note: z.string() })),
      processors: count,
      library: z.string(),
      /** Where ONNX Runtime keeps reports that were not sent, from versions before this and from other programs; null where it has none. */
      unsentReports: UnsentReports.nullable(),
    }),
  ),
} as const
