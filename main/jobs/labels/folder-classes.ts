/** @file The class of a folder of photos: its name, or the class for which our own export chose that name. */
import path from 'node:path'
import { z } from 'zod'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { FILE_LIMITS, readNamedFile } from '../../files/named-file.ts'
import { CUT_NAMES_FILE, exportedClass, isCutName } from '../export/safe-name.ts'

const CutNames = z.record(z.string(), z.string())

/** Reads each list of cut names once. */
export class FolderClasses {
  readonly #classes = new Map<string, Promise<string>>()
  readonly #cutNames = new Map<string, Promise<z.infer<typeof CutNames>>>()

  /** @param folder absolute, or the beginning of a URI */
  classOf(folder: string): Promise<string> {
    const known = this.#classes.get(folder) ?? this.#read(folder)
    this.#classes.set(folder, known)
    return known
  }

  async #read(folder: string): Promise<string> {
    const name = path.basename(folder).normalize('NFC')
    if (!isCutName(name)) return exportedClass(name) ?? name
    if (isElsewhere(folder)) return name // the list of its full name is as far away
    const parent = path.dirname(folder)
    const list = this.#cutNames.get(parent) ?? readCutNames(path.join(parent, CUT_NAMES_FILE))
    this.#cutNames.set(parent, list)
    const names = await list
    return Object.hasOwn(names, name) ? names[name] : name
  }
}

/** Nothing where there is no such list, or another program's. */
async function readCutNames(file: string): Promise<z.infer<typeof CutNames>> {
  try {
    const bytes = await readNamedFile(file, FILE_LIMITS.words)
    return CutNames.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return {}
  }
}
