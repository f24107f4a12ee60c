/** @file Which library is open: the methods of the room that a window talks to. */
import { z } from 'zod'
import { Bytes } from '../arrays.ts'
import { count, method } from './method.ts'

/** A library as the list of recent ones shows it. */
export const LibraryEntry = z.object({
  /** Absolute path of the library folder. */
  library: z.string(),
  /** The folders of photos that it holds. */
  roots: z.array(z.string()),
  photos: count,
  labelled: count,
  /** Milliseconds since the epoch. */
  openedAt: z.number(),
  /** False when the library folder is not there (a drive that is not connected). */
  present: z.boolean(),
})
export type LibraryEntry = z.infer<typeof LibraryEntry>

/**
 * Kinds of files, by their names. `pictures`: of a format that is read, so that each of them stands among those that could not be;
 * `unsupported`: pictures of other formats.
 */
export const FileKind = z.enum([
  'pictures',
  'unsupported',
  'videos',
  'sounds',
  'documents',
  'archives',
  'others',
])
export type FileKind = z.infer<typeof FileKind>

/** One place on the disk that the dialog of a window without a native one can go to. */
const Place = z.object({ name: z.string(), path: z.string() })

export const roomMethods = {
  /** Libraries that were open lately, newest first; the first is the one that is open. */
  libraries: method({}, z.object({ libraries: z.array(LibraryEntry) })),
  /**
   * Closes the library and opens another: the one in the folder `library`, or else a new one, named after `name`, in the
   * place where this person's libraries are kept. While something is under way in the open one this is a `conflict`
   * whose details name the kinds of `jobs`; with `stopJobs` they are stopped.
   */
  open: method(
    {
      library: z.string().optional(),
      name: z.string().min(1).max(80).optional(),
      stopJobs: z.boolean().default(false),
    },
    z.object({ library: z.string() }),
  ),
  /** Takes a library off the list of recent ones; its folder stays as it is. */
  forgetLibrary: method({ library: z.string() }, z.object({ forgotten: z.boolean() })),
  /** Thumbnails of a few photos of a library that was open lately, encoded; none where there are none. */
  libraryPictures: method({ library: z.string() }, z.object({ pictures: z.array(Bytes) })),
  /**
   * Draws pictures to try Twinsort with into a folder of this name, among this person's own things; those that are there stay.
   * Their folder is then indexed like any other.
   */
  drawExample: method(
    { name: z.string().min(1).max(80).default('Example') },
    z.object({ folder: z.string(), photos: count }),
  ),
  /** What kinds of files lie in a folder, by their names alone: for a folder in which no photo was found. */
  survey: method(
    { folder: z.string() },
    z.object({
      files: z.record(FileKind, count),
      /** Formats of the `unsupported` ones, most frequent first. */
      formats: z.array(z.object({ name: z.string(), count })),
      /** Folders in it, at any depth. */
      folders: count,
      /** False where there was more than is counted. */
      isWhole: z.boolean(),
    }),
  ),
  /** Makes a folder in a folder that is there. @throws `bad-input` for a name that some system does not take, `conflict` */
  makeFolder: method({ parent: z.string(), name: z.string() }, z.object({ path: z.string() })),
  /** Folders below a folder, for windows without a native dialog. Without a path: the person's own folder. */
  browse: method(
    {
      path: z.string().optional(),
      /** Also lists the files with this extension, e.g. `onnx`, or with one of several: `csv,json`. */
      extension: z
        .string()
        .regex(/^[a-z0-9]+(,[a-z0-9]+)*$/)
        .optional(),
    },
    z.object({
      path: z.string(),
      parent: z.string().nullable(),
      /** Where one usually starts: home, pictures, drives. */
      places: z.array(Place),
      folders: z.array(Place),
      /** Files in this very folder with the extension that was asked for. */
      files: z.array(Place),
      /** Files in this very folder that look like pictures, by their extension. */
      pictures: count,
    }),
  ),
} as const
