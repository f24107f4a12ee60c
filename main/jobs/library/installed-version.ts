/** @file Which version of ourselves, or of a package, is installed. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const Manifest = z.object({ version: z.string() })

/** @param folder where the package.json lies */
export function versionIn(folder: string): string {
  try {
    return Manifest.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))).version
  } catch {
    return 'not found'
  }
}
