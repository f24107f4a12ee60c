/** @file Folders of the library that lie elsewhere now: on another computer, under another drive letter, in another folder. */
import { z } from 'zod'
import { LibraryFolder } from './library.ts'
import { count, method } from './method.ts'

/** A folder of the library, compared with what lies at another place. */
export const FolderAtPlace = z.object({
  /** As the library has it. */
  from: z.string(),
  /** Where it is looked for. */
  to: z.string(),
  /** Photos that the library knows in it. */
  photos: count,
  /** Those of them of which a file with the same name and size is there. */
  there: count,
  /** Those of which a file with the same name but another size is there. */
  changed: count,
  /** A sample of those that are there was read: so many ... */
  compared: count,
  /** ... and so many of these hold the same picture. */
  same: count,
  /** Whether these are its photos, as far as was seen. */
  fits: z.boolean(),
})
export type FolderAtPlace = z.infer<typeof FolderAtPlace>

export const movedFolderMethods = {
  /** Looks for folders of the library at and near a place. Nothing is changed. @throws `not-found`, `bad-input` */
  findFolders: method(
    {
      /** One folder of the library, or a folder above several; all that are not there unless said. */
      folder: z.string().optional(),
      /** Absolute path of a folder: one of them, or a folder that they lie in. */
      place: z.string(),
    },
    z.object({
      found: z.array(FolderAtPlace),
      /** Folders of which nothing was found. */
      notFound: z.array(z.string()),
    }),
  ),
  /**
   * From now on these folders are where they are said to be; all of them or none, each compared once more before. No file is touched,
   * and all labels stay. It can be done again, also back. @throws `not-found`, `bad-input` where other pictures are there, `conflict`
   */
  moveFolders: method(
    { folders: z.array(z.object({ from: z.string(), to: z.string() })).min(1) },
    z.object({
      moved: z.array(FolderAtPlace),
      /** All folders of the library now. */
      folders: z.array(LibraryFolder),
    }),
  ),
} as const
