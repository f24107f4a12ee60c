/** @file Where a shell finds and keeps things, unless the person says otherwise. */
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isElsewhere } from '../../shared/elsewhere.ts'
import { cacheFolder } from '../model/backends/folders.ts'

export interface DefaultFolders {
  /** The library of this person: TWINSORT_LIBRARY, else a folder in the place that the system keeps for user data. */
  library: string
  /** This person's own things: new libraries and the list of recent ones. */
  userFolder: string
  /** May be emptied at any time. */
  cacheFolder: string
  /** The package's folder `resources/`. */
  resources: string
}

type Environment = Readonly<Record<string, string | undefined>>

export function defaultFolders(environment: Environment = process.env): DefaultFolders {
  return {
    library: defaultLibrary(environment),
    userFolder: userFolder(environment),
    cacheFolder: cacheFolder(environment),
    // Backbones are read by native code, which does not see into the archive that a package is: resources lie beside it.
    resources: path.join(packageRoot().replace(/app\.asar$/, 'app.asar.unpacked'), 'resources'),
  }
}

function defaultLibrary(environment: Environment, platform: string = process.platform): string {
  if (environment.TWINSORT_LIBRARY) return path.resolve(environment.TWINSORT_LIBRARY)
  return path.join(userFolder(environment, platform), 'library')
}

function userFolder(environment: Environment, platform: string = process.platform): string {
  return path.join(userDataFolder(environment, platform), 'twinsort')
}

/** XDG base directories on Linux; the folders that the systems' own guidelines name elsewhere. */
function userDataFolder(environment: Environment, platform: string): string {
  if (environment.XDG_DATA_HOME) return environment.XDG_DATA_HOME
  if (platform === 'win32' && environment.LOCALAPPDATA) return environment.LOCALAPPDATA
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Application Support')
  return path.join(os.homedir(), '.local', 'share')
}

/**
 * An absolute path, from where the person stands: npm runs scripts in the package's folder and says where it was called. The URI of a photo that is
 * elsewhere stays as it is.
 */
export function resolveWritten(written: string, environment: Environment = process.env): string {
  if (isElsewhere(written)) return written
  const { INIT_CWD, npm_lifecycle_event } = environment
  const calledByNpm = npm_lifecycle_event !== undefined && process.cwd() === packageRoot()
  return path.resolve(calledByNpm && INIT_CWD !== undefined ? INIT_CWD : process.cwd(), written)
}

/** The nearest folder above this file with a package.json: the same from source and from dist/. */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(folder, 'package.json')) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder)
  }
  return folder
}
