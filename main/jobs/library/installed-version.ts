/** @file Which version of ourselves, or of a package, is installed. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const Manifest = z.object({ version: z.string() })
const Build = z.object({ checksum: z.string() })

/** Written by scripts/note-build.mjs. */
const BUILD_FILE = fileURLToPath(new URL('../../build.json', import.meta.url))

/** @param folder where the package.json lies */
export function versionIn(folder: string): string {
  try {
    return Manifest.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))).version
  } catch {
    return 'not found'
  }
}

/**
 * A checksum of the compiled program and of the versions of what it uses: with the same one, the same library leads to the same
 * results. Undefined where it runs from its sources, which may change at any time.
 */
export function buildIn(file = BUILD_FILE): string | undefined {
  try {
    return Build.parse(JSON.parse(readFileSync(file, 'utf8'))).checksum
  } catch {
    return undefined
  }
}
