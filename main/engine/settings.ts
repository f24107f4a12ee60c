/** @file What an engine process is started with: plain JSON, so that it can be handed to another process. */
import { z } from 'zod'

export const EngineSettings = z.object({
  /** Absolute path of the library folder to open first; created where it does not exist. */
  library: z.string(),
  /** Absolute path of the folder for this person's own things: new libraries and the list of recent ones. */
  userFolder: z.string(),
  /** Absolute path of a folder that may be emptied at any time. */
  cacheFolder: z.string(),
  /** Absolute path of the folder `resources/`. */
  resources: z.string(),
  /** See `createLog`; `silent` for nothing. */
  logLevel: z.string(),
  /** Whether the folders of the open library are watched, if the person wants it: for as long as a window is served. */
  watches: z.boolean().optional(),
})
export type EngineSettings = z.infer<typeof EngineSettings>
