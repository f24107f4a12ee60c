/** @file Which version of ourselves, or of a package, is installed. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const Manifest = z.object({ version: z.string() })

/** @param folder where the package.json lies */
export async function versionIn(folder: string): Promise<string> {
  try {
    const text = await readFile(path.join(folder, 'package.json'), 'utf8')
    return Manifest.parse(JSON.parse(text)).version
  } catch {
    return 'not found'
  }
}
