/**
 * @file The words that the window is started with: `[FOLDER...] [--library DIR]`. Electron and Chromium have switches of their
 * own among them, so what is not known here is left alone.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'

export const StartArguments = z.object({
  /** Absolute paths of folders of photos to read. */
  folders: z.array(z.string()),
  /** Absolute path of the library folder to use. */
  library: z.string().optional(),
})
export type StartArguments = z.infer<typeof StartArguments>

interface TrainingHost {
  /** Relative paths are relative to this folder. */
  from: string
  /** True while Electron runs a script that stands on its command line, as it does outside a package. */
  script: boolean
}

/** @param words The process's arguments after the executable. */
export function readArguments(words: readonly string[], { from, script }: TrainingHost): StartArguments {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { library: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  const folders = positionals.slice(script ? 1 : 0).map((folder) => path.resolve(from, folder))
  const { library } = values
  return typeof library === 'string' ? { folders, library: path.resolve(from, library) } : { folders }
}
