/**
 * @file The words that the window is started with: `[FOLDER...] [--library DIR]`. A folder may also be a library, or a file that stands for one. Electron and Chromium have switches of their
 * own among them, so what is not known here is left alone.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { libraryAt } from '../../engine/library-link.ts'

export const StartArguments = z.object({
  /** Absolute paths of folders of photos to read. */
  folders: z.array(z.string()),
  /** Absolute path of the library folder to use. */
  library: z.string().optional(),
})
export type StartArguments = z.infer<typeof StartArguments>

interface Start {
  /** Relative paths are relative to this folder. */
  from: string
  /** True while Electron runs a script that stands on its command line, as it does outside a package. */
  script: boolean
}

/** @param words The process's arguments after the executable. */
export function readArguments(words: readonly string[], { from, script }: Start): StartArguments {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { library: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  const places = positionals.slice(script ? 1 : 0).map((place) => path.resolve(from, place))
  const { library } = values
  return typeof library === 'string'
    ? { folders: places, library: path.resolve(from, library) }
    : meantBy(places)
}

/** What is meant by paths that the system hands over. @param places absolute */
export function meantBy(places: readonly string[]): StartArguments {
  const library = places.map((place) => libraryAt(place)).find((found) => found !== undefined)
  const folders = places.filter((place) => libraryAt(place) === undefined)
  return library === undefined ? { folders } : { folders, library }
}
