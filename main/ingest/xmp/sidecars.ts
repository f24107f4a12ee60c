/**
 * @file Which XMP file belongs to which photo: `photo.jpg.xmp` (digiKam, darktable, Immich), or `photo.xmp` (Lightroom, Adobe, Capture One). The
 * latter belongs to the RAW file of that name, as Adobe's programs have it, else to the one picture that is called so; of several nobody knows
 * which is meant.
 */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { hasPictureExtension, isRawName } from '../formats.ts'

export class Sidecars {
  /** By folder: names of its pictures and of XMP, as they are, by their lower case. */
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, string>>>()

  /** @param file absolute path of a photo. @returns absolute paths; none where its folder cannot be listed. */
  async of(file: string): Promise<string[]> {
    const { dir, base, name } = path.parse(file)
    const names = await this.#namesIn(dir)
    const full = names.get(`${base}.xmp`.toLowerCase())
    const short = names.get(`${name}.xmp`.toLowerCase())
    const own = short !== undefined && (await this.ownsShortName(file)) ? short : undefined
    return [full, own].filter((each) => each !== undefined).map((each) => path.join(dir, each))
  }

  /** Whether `photo.xmp` is, or would be, of this photo. */
  async ownsShortName(file: string): Promise<boolean> {
    const { dir, base, name } = path.parse(file)
    const others = [...(await this.#namesIn(dir)).values()].filter(
      (each) => each !== base && !isXmp(each) && path.parse(each).name.toLowerCase() === name.toLowerCase(),
    )
    return isRawName(file) ? !others.some(isRawName) : others.length === 0
  }

  #namesIn(folder: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#folders.get(folder) ?? listed(folder)
    this.#folders.set(folder, known)
    return known
  }
}

async function listed(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch(() => [])
  const relevant = names.filter((name) => isXmp(name) || hasPictureExtension(name))
  return new Map(relevant.map((name) => [name.toLowerCase(), name]))
}

function isXmp(name: string): boolean {
  return /\.xmp$/i.test(name)
}
